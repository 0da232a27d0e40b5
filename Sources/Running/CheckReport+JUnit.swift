package import Documents
internal import Model
internal import Rendering

/// Reports of tests as JUnit's XML, which CI services show: a suite for each document, a case for each step.
///
/// The elements and attributes are those that jenkins' xunit schema has. There are no times: they would differ from run
/// to run.
package struct JUnitReport {
  private var suites = ""
  private var tests = 0
  private var failures = 0
  private var errors = 0
  private var skipped = 0

  package init() {}

  /// Adds a document that was run, or that its obstacle has kept from running.
  ///
  /// - Parameter forgives: whether an answer that differs has been put right.
  package mutating func add(_ report: CheckReport, of document: Document, forgives: Bool) {
    if let obstacle = report.obstacle {
      skipped += 1
      let reason = obstacle.diagnostic.message.escapedForXML
      return add(
        document.name, [("run", "<skipped message=\"\(reason)\"/>")], failures: 0, skipped: 1, errors: 0)
    }
    let failing = Dictionary(
      report.differences.map { ($0.step.line, $0) }, uniquingKeysWith: { one, _ in one })
    let faults = Dictionary(report.faults.map { ($0.line ?? 0, $0) }, uniquingKeysWith: { one, _ in one })
    var cases: [(name: String, content: String)] = []
    var count = 0
    for check in report.checks {
      var content = ""
      if let difference = failing[check.line], !forgives {
        var text = TextBuffer(style: TextStyle())
        TextRenderer(style: TextStyle()).render(difference, in: document, into: &text)
        content = Self.failure("the answer differs", String(decoding: text.bytes, as: UTF8.self))
        count += 1
      } else if let fault = faults[check.line] {
        content = Self.failure(fault.diagnostic.message, "\(fault.place ?? "")\n\(fault.diagnostic.remedy)")
        count += 1
      }
      cases.append(("line \(check.line): \(check.text)", content))
    }
    failures += count
    add(document.name, cases, failures: count, skipped: 0, errors: 0)
  }

  /// Adds a document that could not be run.
  package mutating func add(_ error: DocumentError, at path: String) {
    errors += 1
    let message = error.diagnostic.message.escapedForXML
    let text = "\(error.place ?? path)\n\(error.diagnostic.remedy)".escapedForXML
    add(path, [("run", "<error message=\"\(message)\">\(text)</error>")], failures: 0, skipped: 0, errors: 1)
  }

  private static func failure(_ message: String, _ text: String) -> String {
    "<failure message=\"\(message.escapedForXML)\">\(text.escapedForXML)</failure>"
  }

  private mutating func add(
    _ name: String, _ cases: [(name: String, content: String)], failures: Int, skipped: Int, errors: Int
  ) {
    tests += cases.count
    suites +=
      "  <testsuite name=\"\(name.escapedForXML)\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\">\n"
    for (title, content) in cases {
      let start = "    <testcase classname=\"\(name.escapedForXML)\" name=\"\(title.escapedForXML)\""
      suites += content.isEmpty ? "\(start)/>\n" : "\(start)>\(content)</testcase>\n"
    }
    suites += "  </testsuite>\n"
  }

  package var bytes: [UInt8] {
    let head =
      "<testsuites tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\">\n"
    return Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(head)\(suites)</testsuites>\n".utf8)
  }
}

extension String {
  /// The text for XML 1.0, between tags and in attributes: lines stay lines, and what XML cannot hold or the eye cannot
  /// see is an escape of the shell's language.
  fileprivate var escapedForXML: String {
    var escaped = ""
    for (index, line) in split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { escaped += "\n" }
      for scalar in String(line).printable.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "\u{FFFE}", "\u{FFFF}": escaped += "\\u{\(String(scalar.value, radix: 16))}"
        default: escaped.unicodeScalars.append(scalar)
        }
      }
    }
    return escaped
  }
}
