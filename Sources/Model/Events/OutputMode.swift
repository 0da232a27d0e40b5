/// How answers are written.
public enum OutputMode: String, CaseIterable, Sendable {
  case text, json
}
