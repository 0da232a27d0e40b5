internal import Exporting
internal import Model
internal import Session

/// Takes down the lines of a script with what they did; comments become the text between them.
final class ScriptRecorder {
  private(set) var recording: Recording
  private var remarks: [String] = []

  init(title: String) {
    recording = Recording(title: title)
  }

  /// - Parameter main: for a line of a file that another line asked to read, the number of that other line.
  func record(_ source: [UInt8], of session: Session, at number: Int, within main: Int?) {
    let text = String(decoding: source, as: UTF8.self)
    let content = text.drop { $0 == " " || $0 == "\t" }
    if content.isEmpty { return remarks.append("") }
    if content.hasPrefix("#") { return remarks.append(String(content.dropFirst().drop { $0 == " " })) }
    // A line about the session is worth a step where there is something to see.
    if content.hasPrefix("."), session.events.isEmpty { return }
    endRemarks()
    recording.append(
      RecordedLine(
        number: main ?? number, nestedNumber: main == nil ? nil : number, text: text,
        recording: session.events))
    if session.isBlank { recording.startAnew() }
  }

  func recordEnd(_ events: [Event], number: Int) {
    endRemarks()
    recording.append(RecordedLine(number: number, text: "", recording: events), as: .end)
  }

  private func endRemarks() {
    if remarks.contains(where: { !$0.isEmpty }) {
      recording.append(prose: remarks.joined(separator: "\n"))
    }
    remarks.removeAll()
  }
}
