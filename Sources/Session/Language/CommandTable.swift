/// The one table of verbs: dispatch, help, completion, suggestions and the language reference read it.
public enum CommandTable {
  /// All verbs, in the order in which help shows them.
  public static let verbs: [Verb] =
    making + owning + pointers + asking + using + checking + session + looking

  private static let byName = Dictionary(uniqueKeysWithValues: verbs.map { ($0.name, $0) })

  public static func verb(named name: String) -> Verb? { byName[name] }
}
