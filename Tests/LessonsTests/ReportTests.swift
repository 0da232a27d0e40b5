import Documents
import Foundation
@testable import Lessons
import TestSupport
import Testing

/// What a class's reports hold, and what they come to.
struct ReportTests {
  private let folder = try! TemporaryDirectory()

  private func row(
    _ learner: String, _ lesson: String = "counts", right: Int = 3, asked: Int = 4,
    missed: [(Int, String)] = []
  ) -> ClassReport.Row {
    ClassReport.Row(
      learner: learner, lesson: lesson, score: Score(right: right, asked: asked), hints: 1,
      missed: missed.map { ClassReport.Missed(number: $0.0, text: $0.1) })
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: folder.appending(name))), as: UTF8.self)
  }

  private static let hostileNames = [
    "Ada", "O'Neill, \"Al\"", "=HYPERLINK(\"http://x\")", "+1", "-1+2", "@sum", "'=quoted", "''-x", "'tis",
    " padded ",
    "a;b", "{\"learner\":1}", "Zo\u{EB}", "Zoe\u{308}", "\u{1F469}\u{200D}\u{1F4BB}", "1", "\\u{7}", "a\\",
  ]

  @Test(arguments: ReportFormat.allCases)
  func `names of any kind come back as they went`(format: ReportFormat) throws {
    var report = ClassReport()
    for name in Self.hostileNames { report.add(row(name, missed: [(2, "get a"), (14, "what, then?")])) }
    #expect(report.rows.count == Self.hostileNames.count)
    let bytes = format.write(report)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == report.rows.count + (format == .csv ? 1 : 0), "one line a row")
    #expect(try format.read(bytes) == report)
    #expect(format.write(try format.read(bytes)) == bytes)
  }

  @Test func `no cell begins as a formula does, or with a control character`() {
    var report = ClassReport()
    for name in Self.hostileNames { report.add(row(name, "=1+1.md", missed: [(1, "=2")])) }
    for line in String(decoding: report.csv, as: UTF8.self).split(separator: "\n") {
      for cell in line.split(separator: ",") {
        let start = cell.first { $0 != "\"" }
        #expect(!["=", "+", "-", "@", "\t", "\r"].contains(start), "\(cell)")
      }
    }
  }

  @Test func `a CSV that a spreadsheet wrote is read: line ends, byte order mark, quotes`() throws {
    let text =
      "\u{FEFF}learner,lesson,right,asked,percent,hints,missed\r\n\"A \"\"B\"\", C\",counts,3,4,75,0,\"2 get a; 3 x\"\r\n\r\n"
    let report = try ClassReport(csv: Array(text.utf8))
    #expect(report.rows.map(\.learner) == ["A \"B\", C"])
    #expect(report.rows[0].missed == [.init(number: 2, text: "get a"), .init(number: 3, text: "x")])
  }

  @Test(arguments: [
    ("csv", "garbage\n", 1), ("csv", "learner,lesson,right,asked,percent,hints,missed\nA,b,5,4,9,0,\n", 2),
    ("csv", "learner,lesson,right,asked,percent,hints,missed\nA,b,1,4,25,0\n", 2),
    ("csv", "learner,lesson,right,asked,percent,hints,missed\nA,b,1,4,25,0,\n\"B,c,1\n", 3),
    ("csv", "learner,lesson,right,asked,percent,hints,missed\nA,b,1,4,25,0,get a\n", 2),
    ("json", "[]\n", 1), ("json", "{\"learner\":\"A\"}\n", 1), ("json", "\n{\"learner\":\n", 2),
    ("json", "{\"learner\":\"A\",\"lesson\":\"b\",\"right\":1.5,\"asked\":2,\"hints\":0,\"missed\":[]}\n", 1),
    ("json", "{\"learner\":\"A\",\"lesson\":\"b\",\"right\":3,\"asked\":2,\"hints\":0,\"missed\":[]}\n", 1),
    ("json", String(repeating: "[", count: 100_000), 1), ("json", "\u{0}\n", 1),
  ])
  func `what is no report is refused with its line, and stays as it is`(
    ending: String, text: String, line: Int
  ) throws {
    let format = try #require(ReportFormat(rawValue: ending))
    #expect(#expect(throws: ReportFault.self) { try format.read(Array(text.utf8)) }?.line == line)
    let path = folder.appending("r.\(ending)")
    try Data(text.utf8).write(to: URL(filePath: path))
    #expect(throws: DocumentError.self) { try ReportFile(path).check() }
    #expect(throws: DocumentError.self) { try ReportFile(path).add(row("A")) }
    #expect(try self.text("r.\(ending)") == text)
  }

  @Test func `a row replaces that of the same learner and lesson, and other fields of JSON may stand in it`()
    throws
  {
    let file = try ReportFile(folder.appending("r.jsonl"))
    try file.check()
    #expect(!FileManager.default.fileExists(atPath: file.path), "a check makes nothing")
    try file.add(row("A", right: 1))
    try file.add(row("B"))
    try file.add(row("A", "raw"))
    try file.add(row("A", right: 4))
    #expect(try file.read().rows == [row("A", right: 4), row("B"), row("A", "raw")])
    let more =
      "{\"when\": [null, true, {\"x\": -1}], \"learner\":\"\\u0043\\ud83d\\ude00\",\"lesson\":\"raw\",\"right\":1,"
      + "\"asked\":1,\"hints\":0,\"missed\":[]}"
    #expect(try ClassReport(json: Array(more.utf8)).rows.map(\.learner) == ["C\u{1F600}"])
  }

  @Test func `learners who finish at the same time all get their rows`() async throws {
    let path = folder.appending("class.csv")
    try await withThrowingTaskGroup { group in
      for number in 0..<16 {
        group.addTask { try ReportFile(path).add(row("learner \(number)", "counts")) }
      }
      try await group.waitForAll()
    }
    #expect(Set(try ReportFile(path).read().rows.map(\.learner)).count == 16)
  }

  @Test(arguments: ["r", "r.txt", "csv", ".csv", "folder.csv/r", ""])
  func `a path that names no format is refused`(path: String) {
    #expect(throws: DocumentError.self) { try ReportFile(path) }
  }

  @Test func `a summary adds up by lesson and learner, and counts what was missed most`() {
    var report = ClassReport()
    report.add(row("A", "raw", right: 1, asked: 2, missed: [(2, "get a")]))
    report.add(row("B", "raw", right: 0, asked: 2, missed: [(1, "live"), (2, "get a")]))
    report.add(row("B", "counts", right: 3, asked: 4, missed: [(4, "eq a b")]))
    report.add(row("C", "mine.md", right: 4, asked: 4))
    let summary = ClassSummary(report)
    #expect(summary.lessons.map(\.name) == ["counts", "raw", "mine.md"])
    #expect(summary.lessons[1] == .init(name: "raw", count: 2, score: Score(right: 1, asked: 4)))
    #expect(summary.learners.map(\.name) == ["A", "B", "C"])
    #expect(summary.learners[1] == .init(name: "B", count: 2, score: Score(right: 3, asked: 6)))
    #expect(
      summary.missed.map { "\($0.lesson) \($0.question.number) \($0.count)/\($0.learners)" } == [
        "raw 2 2/2", "counts 4 1/1", "raw 1 1/2",
      ])
  }

  @Test func `what is next is the first lesson behind this one that is not all right`() throws {
    let all = Lesson.all.map(\.name)
    func next(_ after: String?, _ done: [String]) -> String? {
      Lesson.next(
        after: after, with: Dictionary(uniqueKeysWithValues: done.map { ($0, Score(right: 2, asked: 2)) }))?
        .name
    }
    #expect(next(nil, []) == all[0])
    #expect(next(all[0], []) == all[1])
    #expect(next(all[0], [all[0], all[1]]) == all[2])
    #expect(next(all.last, [all[0]]) == all[1])
    #expect(next(all.last, Array(all.dropLast())) == nil)
    #expect(Lesson.next(with: [all[0]: Score(right: 1, asked: 2)])?.name == all[0])
  }
}
