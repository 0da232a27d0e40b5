internal import Model
internal import Session

/// Lets a session's log hold what an export of a script shows: comments become the text between the lines.
struct ScriptRecorder {
  private var remarks: [String] = []

  /// Takes down a comment or a blank line; before any other line, lets the log have what was taken down.
  mutating func note(_ source: [UInt8], in session: Session) {
    let text = String(decoding: source, as: UTF8.self)
    let content = text.drop { $0 == " " || $0 == "\t" }
    if content.isEmpty { return remarks.append("") }
    if content.hasPrefix("#") { return remarks.append(String(content.dropFirst().drop { $0 == " " })) }
    endRemarks(in: session)
  }

  mutating func endRemarks(in session: Session) {
    if remarks.contains(where: { !$0.isEmpty }) { session.log.append(prose: remarks.joined(separator: "\n")) }
    remarks.removeAll()
  }
}
