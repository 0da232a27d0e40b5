import Documents
import Files
import LineEditor
import Model
import Running
import Session
import SystemPackage

/// The document with this text.
func document(_ text: String) throws(DocumentError) -> Document {
  try Document(name: "d.md", source: Array(text.utf8))
}

/// A document of one block.
func block(_ lines: String) throws(DocumentError) -> Document {
  try document("```externref\n\(lines)\n```\n")
}

/// wasmtime's library, for all tests.
let webAssembly = WebAssembly()

extension Document {
  /// What the document would be with the answers that its lines get.
  func updatedText(folders: [Folder] = []) throws -> String {
    let report = try check(folders: folders, webAssembly: webAssembly)
    return String(decoding: try updated(with: report.differences), as: UTF8.self)
  }

  /// The answers that the document's steps get.
  func answers(folders: [Folder] = []) throws -> [[String]] {
    let answers = try Answers(to: self, folders: folders)
    try answers.run.walk(with: answers)
    return answers.lines
  }
}

/// Does one step after the other, and keeps the answers.
final class Answers: DocumentHost {
  let run: DocumentRun
  private let transcript = Transcript()
  private(set) var lines: [[String]] = []
  private(set) var events: [[Event]] = []

  init(to document: Document, folders: [Folder] = []) throws(DocumentError) {
    run = try DocumentRun(
      document, folders: folders, by: Runner(host: transcript, webAssembly: webAssembly))
  }

  func take(_ index: Int, of block: Document.Block) throws -> DocumentRun.Cue {
    let cue = try run.perform(block.steps[index])
    let answer = transcript.take()
    lines.append(answer.lines)
    events.append(answer.events)
    return cue
  }
}

/// Lines that are known beforehand.
final class Lines: LineSource {
  private var rest: ArraySlice<String>

  init(_ lines: [String]) {
    rest = lines[...]
  }

  func readLine(prompt: String, into line: inout [UInt8]) throws(Errno) -> LineStatus {
    guard let next = rest.popFirst() else { return .end }
    line = Array(next.utf8)
    return .line
  }
}

/// The numbers of a linear congruential generator: the same on every run.
struct FixedNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
