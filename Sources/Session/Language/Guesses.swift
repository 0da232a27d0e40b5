internal import Files
internal import Model

/// What a line in the manner of another language may have meant: the likeliest guess first.
///
/// A guess rests on three things that most languages share: an optional name on the left of `=`, a word for the action,
/// and what it acts on. Brackets, dots and keywords around them are left out.
struct Guesses {
  private let session: Session
  private let line: ForeignLine
  private let pieces: [ForeignLine.Piece]
  private(set) var all: [Session.Meaning] = []

  init(_ session: Session, _ line: ForeignLine) {
    self.session = session
    self.line = line
    pieces = line.pieces
    // `@x` is a slip in a line of this language.
    guard !pieces.isEmpty, !pieces.contains(.mark("@")) else { return }
    aboutTheSession()
    expectation()
    comparisons()
    quotedPath()
    arithmetic()
    let (name, assigned) = assignment()
    let rest = assigned.filter { !isJoint($0) }
    everything(in: rest)
    question(in: rest)
    action(in: rest, for: name)
    if let name { value(of: rest, for: name) } else if pieces.count == 1 { bareValue() }
  }

  private mutating func guess(_ line: String, _ reason: String? = nil) {
    all.append(Session.Meaning(line, because: reason))
  }

  // MARK: Lines about the session

  private static let sessionWords: [String: String] = [
    "help": ".help", "h": ".help", "?": ".help", "man": ".help", "usage": ".help", "commands": ".help",
    "exit": ".quit", "quit": ".quit", "q": ".quit", "bye": ".quit", "logout": ".quit", "wq": ".quit",
    "undo": ".undo", "revert": ".undo", "rollback": ".undo", "redo": ".redo",
    "ls": ".names", "dir": ".names", "vars": ".names", "locals": ".names", "globals": ".names",
    "who": ".names",
    "whos": ".names", "env": ".names", "variables": ".names", "names": ".names", "list": ".names",
    "objects": ".objects", "tables": ".objects", "heap": ".heap", "history": ".history", "hist": ".history",
    "leaks": ".leaks", "leak": ".leaks", "save": ".save", "load": ".read", "source": ".read", "run": ".read",
    "include": ".read", "reset": ".reset", "restart": ".reset", "watch": ".watch", "layout": ".layout",
    "explain": ".explain", "timer": ".timer", "time": ".timer", "export": ".export", "learn": ".learn",
    "mode": ".mode", "exec": ".read",
  ]

  private mutating func aboutTheSession() {
    guard !pieces.contains(.mark("=")) else { return }
    let words = line.text.split { " ();,".contains($0) }.map { $0.count > 1 ? $0.withoutMark : String($0) }
    guard let first = words.first else { return }
    let rest = words.dropFirst()
    // `:q`, `\q`, `/help`, `--help`, `.exit`
    let bare = String(first.drop { ":\\/.-!".contains($0) }.filter { $0 != "!" }).lowercased()
    let isName = session.names[first] != nil
    if first == "info" || bare == "info", let what = rest.first,
      let command = Self.sessionWords[what.lowercased()]
    {
      guess(command)
    }
    if !isName, let command = Self.sessionWords[first == "?" ? "?" : bare] {
      let reason = "lines about the session begin with a dot"
      if bare == "load", let path = rest.last, path.hasSuffix(".wat") || path.hasSuffix(".wasm") {
        guess(
          "\(session.names["m"] == nil ? "m" : session.freshName) = wasm load \(path)",
          "wasm load loads a module")
      }
      if !rest.isEmpty { guess(([command] + rest).joined(separator: " "), reason) }
      // With arguments, most of these words mean something else.
      if rest.isEmpty || [".help", ".quit"].contains(command) { guess(command, reason) }
    }
    if rest.count == 1, ["--help", "-h", "-help", "help", "?"].contains(rest.first) {
      guess(".help \(first)", ".help shows what a verb does")
    }
    if ["clear", "cls"].contains(bare) {
      guess(".reset", "Ctrl-L clears the screen; .reset ends this session and begins a new one")
    }
  }

  /// Whether a word begins many lines that are about the session.
  static func isAboutTheSession(_ word: String) -> Bool { sessionWords[word] != nil }

  // MARK: Sentences

  /// Words that join others in a sentence: `put a into c`, `drop a and b`, `incr c by 2`.
  private static let joints: Set<String> = [
    "and", "to", "into", "in", "from", "of", "the", "by", "on", "with", "an", "then", "please", "again",
    "also",
  ]

  private func isJoint(_ piece: ForeignLine.Piece) -> Bool {
    switch piece {
    case .word(let word): Self.joints.contains(word.lowercased()) && session.names[word] == nil
    case .mark(let mark): mark == "?" || mark == "!"
    default: false
    }
  }

  /// `drop all`, `show everything`
  private mutating func everything(in pieces: [ForeignLine.Piece]) {
    guard pieces.count == 2, case .word(let word) = pieces[0] else { return }
    switch pieces[1] {
    case .mark("*"): break
    case .word(let what) where ["all", "everything"].contains(what.lowercased()):
      if session.names[what] != nil { return }
    default: return
    }
    switch Self.actions[word.lowercased()] {
    case "drop":
      let handles = session.names.bound.lazy.filter(\.isHandle).map(\.name).prefix(20)
      guess("drop \(handles.joined(separator: " "))", "drop takes the names of handles")
    case "show", "get", "why": guess(".objects", ".objects shows all objects")
    default: break
    }
  }

  /// `what is a`, `who owns a`
  private mutating func question(in pieces: [ForeignLine.Piece]) {
    guard case .word(let word)? = pieces.first, let object = pieces.last.flatMap(operand), pieces.count > 1
    else { return }
    switch word.lowercased() {
    case "what", "whats", "which": guess("show \(object)", "show looks at an object")
    case "who", "where", "whose": guess("why \(object)", "why names the owners of an object")
    default: break
    }
  }

  // MARK: Signs

  /// `a == b`, `a is b`, `a < b`
  private mutating func comparisons() {
    for (index, piece) in pieces.enumerated().dropFirst().dropLast() {
      let verb: String
      switch piece {
      case .mark("=="), .mark("==="), .mark("!="), .mark("!=="), .word("is"), .word("equals"): verb = "eq"
      case .mark("<"), .mark(">"), .mark("<="), .mark(">="): verb = "cmp"
      default: continue
      }
      guard let a = operand(pieces[index - 1]), let b = operand(pieces[index + 1]) else { continue }
      guess("\(verb) \(a) \(b)", "\(verb) compares two handles, by address")
      return
    }
  }

  /// `expect strong_count a == 2`
  private mutating func expectation() {
    guard pieces.first == .word("expect"),
      let sign = line.words.firstIndex(where: { ["==", "=", "is"].contains($0) }),
      sign > 1
    else { return }
    var words = line.words
    words.remove(at: sign)
    guess(words.joined(separator: " "), "expect takes a query and its value, without a sign between them")
  }

  /// `new file my file.txt`
  private mutating func quotedPath() {
    guard let file = line.words.firstIndex(of: "file"), file + 2 < line.words.count else { return }
    var path = line.words[(file + 1)...]
    var mode = ""
    if let last = path.last, OpenFile.Mode(rawValue: last) != nil { mode = " " + path.removeLast() }
    let before = line.words[...file].joined(separator: " ")
    guess(
      "\(before) \(path.joined(separator: " ").quotedLiteral)\(mode)",
      "a path with blanks stands in double quotes")
  }

  /// `a += 2`, `a++`, `a = a + 1`
  private mutating func arithmetic() {
    for (index, piece) in pieces.enumerated() {
      guard case .mark(let mark) = piece else { continue }
      let before = index > 0 ? operand(pieces[index - 1]) : nil
      let after = index + 1 < pieces.count ? pieces[index + 1] : nil
      switch (mark, after) {
      case ("++", _), ("--", _):
        guard let counter = before ?? after.flatMap(operand) else { continue }
        guess("incr \(counter)\(mark == "--" ? " -1" : "")", "incr adds to a counter")
      case ("+=", .number(let amount)?), ("+", .number(let amount)?):
        if let before { guess("incr \(before) \(amount)", "incr adds to a counter") }
      case ("-=", .number(let amount)?), ("-", .number(let amount)?):
        if let before { guess("incr \(before) -\(amount)", "incr adds to a counter") }
      default: continue
      }
    }
  }

  // MARK: A name that takes something

  private static let assignments: Set<String> = ["=", ":=", "<-"]
  private static let declarations: Set<String> = [
    "let", "var", "const", "val", "auto", "mut", "my", "local", "set", "def", "static", "final", "dim",
    "export",
    "declare", "int", "string", "String", "str", "char", "float", "double", "bool", "number", "object",
    "define",
  ]

  /// What stands on the left of an `=`, and what on its right.
  private func assignment() -> (name: String?, rest: [ForeignLine.Piece]) {
    if let sign = pieces.firstIndex(where: {
      if case .mark(let mark) = $0 { Self.assignments.contains(mark) } else { false }
    }),
      sign > 0
    {
      var left = pieces[..<sign]
      // `a: String = …`
      if let colon = left.firstIndex(of: .mark(":")) { left = left[..<colon] }
      let isPlain = left.dropLast().allSatisfy { piece in
        switch piece {
        case .word: true
        case .mark(let mark): ["::", "<", ">", "&", "*", "$"].contains(mark)
        default: false
        }
      }
      guard isPlain, case .word(let name)? = left.last else { return (nil, []) }
      return (name, Array(pieces[(sign + 1)...]))
    }
    // `a new string "x"`, `let a new counter`: the sign is missing.
    var rest = pieces[...]
    while case .word(let word)? = rest.first, Self.declarations.contains(word), rest.count > 1,
      case .word = rest[rest.startIndex + 1]
    { rest.removeFirst() }
    if case .word(let name)? = rest.first, rest.count > 1, case .word(let verb) = rest[rest.startIndex + 1],
      CommandTable.verb(named: verb)?.yields.canBeBound == true, Self.actions[name.lowercased()] == nil
    {
      return (name, Array(rest.dropFirst()))
    }
    return (nil, Array(rest))
  }

  // MARK: Actions

  /// The words for what the verbs do, in other languages and tools.
  private static let actions: [String: String] = {
    var actions: [String: String] = [
      "copy": "clone", "deepcopy": "clone", "dup": "clone", "duplicate": "clone", "cp": "clone",
      "retain": "clone",
      "cloned": "clone", "addref": "clone", "share": "clone", "incref": "clone", "ln": "clone",
      "link": "clone",
      "mv": "move", "rename": "move", "transfer": "move", "give": "move",
      "del": "drop", "delete": "drop", "free": "drop", "release": "drop", "rm": "drop", "remove": "drop",
      "unset": "drop", "destroy": "drop", "dispose": "drop", "close": "drop", "kill": "drop",
      "decref": "drop",
      "erase": "drop", "undef": "drop",
      "print": "show", "println": "show", "printf": "show", "echo": "show", "puts": "show", "say": "show",
      "display": "show", "log": "show", "cout": "show", "inspect": "show", "dbg": "show", "type": "show",
      "typeof": "show", "len": "show", "repr": "show", "describe": "show", "info": "show", "p": "show",
      "po": "show",
      "cat": "show", "dump": "show", "view": "show", "debug": "show", "examine": "show", "see": "show",
      "refcount": "strong_count", "getrefcount": "strong_count", "use_count": "strong_count",
      "count": "strong_count", "strongcount": "strong_count", "cfgetretaincount": "strong_count",
      "retaincount": "strong_count", "refs": "strong_count", "references": "strong_count",
      "isinstance": "is", "instanceof": "is", "cast": "downcast", "dynamic_cast": "downcast",
      "downcast_ref": "downcast",
      "equal": "eq", "equals": "eq", "ptr_eq": "eq", "same": "eq", "compare": "cmp",
      "id": "hash", "addr": "as_raw", "addressof": "as_raw", "ptr": "as_raw", "raw": "as_raw",
      "as_ptr": "as_raw",
      "weak": "as_raw", "downgrade": "as_raw", "ref": "as_raw", "weakref": "as_raw", "address": "as_raw",
      "upgrade": "clone_from_raw", "inc": "incr", "add": "incr", "increment": "incr", "fetch_add": "incr",
      "plus": "incr", "value": "get", "load": "get", "unwrap": "get", "contents": "get", "readline": "read",
      "readlines": "read", "fread": "read", "gets": "read", "read_to_string": "read", "append": "write",
      "fwrite": "write", "fputs": "write", "write_all": "write", "seek": "rewind", "insert": "put",
      "store": "put",
      "push": "put", "set": "put", "replace": "put", "pop": "take", "extract": "take", "owners": "why",
      "holders": "why", "whoholds": "why", "leak": "into_raw", "forget": "into_raw",
      "make": "new", "create": "new", "make_shared": "new", "make_unique": "new", "alloc": "new",
      "malloc": "new", "deref": "show", "use": "show", "look": "show", "owns": "why", "has": "why",
      "holds": "why", "cfretain": "clone", "cfrelease": "drop", "objc_retain": "clone",
      "objc_release": "drop",
    ]
    for verb in CommandTable.verbs where verb.words.count == 1 && !verb.name.hasPrefix(".") {
      actions[verb.name] = verb.name
    }
    // `let` and its like come in front of these.
    return actions
  }()

  private static let kinds: [String: String] = [
    "string": "string", "str": "string", "text": "string", "counter": "counter", "int": "counter",
    "integer": "counter", "number": "counter", "file": "file", "open": "file", "fopen": "file",
    "cell": "cell",
    "box": "cell", "refcell": "cell", "list": "cell", "some": "cell", "i32": "counter", "i64": "counter",
    "u32": "counter", "atomic": "counter", "touch": "file", "char": "string",
  ]

  /// Words around a value that say nothing about it.
  private static let wrappers: Set<String> = [
    "std", "from", "to_string", "to_owned", "into", "new", "make", "make_shared", "make_unique", "shared_ptr",
    "unique_ptr", "rc", "arc", "mutex", "optional", "sync", "collections", "f", "r", "b", "u", "l",
    "vmexternref",
    "externref", "object", "create", "await", "return", "as", "alloc", "init", "ref", "mut", "with", "data",
    "value",
  ]

  /// The action among the pieces, and what it acts on.
  private mutating func action(in pieces: [ForeignLine.Piece], for name: String?) {
    var verbs: [String] = []
    var operands: [String] = []
    var kind: String?
    var isDereferenced = false
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .word(let word):
        let isCalled = index + 1 < pieces.count && pieces[index + 1] == .mark("(")
        // A name that is bound is a name, unless it is called as a function, or stands in front as a verb does.
        if session.names[word] != nil, !isCalled,
          index > 0 || Self.actions[word.lowercased()] == nil || pieces.count == 1
        {
          operands.append(word)
        } else if Kind(rawValue: word) != nil, verbs.contains("is") || verbs.contains("downcast") {
          operands.append(word)
        } else if let meant = Self.kinds[word.lowercased()] {
          if kind == nil { kind = meant }
        } else if let verb = Self.actions[word.lowercased()], word != "p" || index == 0 && pieces.count > 1 {
          verbs.append(verb)
        } else if !Self.wrappers.contains(word.lowercased()) || word.utf8.count == 1 && !isPrefix(word) {
          operands.append(word)
        }
      case .object(let object): operands.append(object)
      case .number(let number): operands.append(String(number))
      case .text(let text): operands.append(text.quotedLiteral)
      case .mark("&"):
        if index + 1 < pieces.count, operand(pieces[index + 1]) != nil, verbs.isEmpty {
          verbs.append("as_raw")
        }
      case .mark("*"): isDereferenced = true
      case .mark: break
      }
    }
    let isBare = pieces.allSatisfy {
      if case .mark(let mark) = $0 { ["(", ")", ":", "::", "."].contains(mark) } else { $0 == pieces.first }
    }
    // The last word of a path is the action: `std::move`, `copy.copy`, `console.log`.
    for verb in verbs.reversed() {
      if verb == "new" { making(kind, operands, for: name); continue }
      let prefix = name.map { "\($0) = " } ?? ""
      // `race a 4 1000`
      if verb.hasPrefix("race"), operands.count == 3 {
        guess("\(verb) \(operands[0]) threads \(operands[1]) times \(operands[2])", reason(for: verb))
      }
      let objects = operands.filter { session.names[$0] != nil || $0.hasPrefix("@") }
      // `add 2 to c`, `put a into c`: the same in the order of this language.
      let inOrder = objects + operands.filter { !objects.contains($0) }
      for operands in [operands, inOrder, Array(operands.reversed()), objects, Array(objects.suffix(1))] {
        let line = ([verb] + operands).joined(separator: " ")
        guess(prefix + line, reason(for: verb))
        if name != nil { guess(line, "a name holds a handle or a raw pointer, and \(verb) gives neither") }
        // `copy a b`: the second word takes the result.
        if name == nil, operands.count == 2, operands[1].isName, session.names[operands[1]] == nil {
          guess("\(operands[1]) = \(verb) \(operands[0])", "the name that takes the result stands in front")
        }
        if operands.isEmpty, isBare, let line = session.completed(prefix + verb) {
          guess(line, reason(for: verb))
        }
      }
      // Of several handles that do not fit together the first is meant.
      if let first = operands.first(where: { session.names[$0] != nil }) {
        guess("\(prefix)\(verb) \(first)", reason(for: verb))
        guess("\(verb) \(first)", reason(for: verb))
      }
      if verb == "show" || verb == "read" {
        // `cat notes.txt`, `echo "hello"`
        if case .text(let text)? = pieces.last(where: { if case .text = $0 { true } else { false } }),
          !text.contains("{"), !text.contains("%")
        {
          guess(
            "\(name ?? session.freshLetter) = new string \(text.quotedLiteral)",
            "new makes an object, and a name takes the handle")
        } else if line.words.count == 2, let path = path(), path.contains(".") {
          guess("\(name ?? session.freshFileName) = new file \(path)", "a file is opened before it is read")
        }
      }
      unbound(operands, for: verb)
    }
    if verbs.isEmpty, kind != nil, name == nil || !operands.isEmpty || kind == "cell" || kind == "counter" {
      making(kind, operands, for: name)
    }
    if isDereferenced, let pointer = operands.first {
      guess(name.map { "\($0) = clone_from_raw \(pointer)" } ?? "show \(pointer)")
    }
  }

  /// Whether a letter belongs to the string behind it: `f"…"`, `b'…'`.
  private func isPrefix(_ letter: String) -> Bool { line.text.contains(letter + "\"") }

  private func reason(for verb: String) -> String {
    CommandTable.verb(named: verb).map { "write \($0.usage)" } ?? "write it so"
  }

  /// `drop(x)` where nothing is bound to `x`: first it must be.
  private mutating func unbound(_ operands: [String], for verb: String = "") {
    guard let name = operands.first, name.isName, session.names[name] == nil, Kind(rawValue: name) == nil,
      CommandTable.verbs(named: name).isEmpty,
      line.words.count <= 2 || line.words.first.map({ Self.actions[$0.lowercased()] != nil }) ?? false
        || pieces.contains(.mark("(")) || pieces.contains(.mark("="))
    else { return }
    let kind =
      switch verb {
      case "write", "read", "rewind": "file notes.txt"
      case "incr", "race_plain": "counter"
      case "put", "take": "cell"
      default: "string \"text\""
      }
    guess("\(name) = new \(kind)", "nothing is bound to '\(name)' yet; bind it first")
  }

  /// `new String("x")`, `make counter 5`, `open("notes.txt")`
  private mutating func making(_ kind: String?, _ operands: [String], for name: String?) {
    let prefix = name.map { "\($0) = " } ?? ""
    let literal = operands.first
    // `Box::new("x")`: in a cell there are handles alone.
    let isLiteral = literal.map { $0.hasPrefix("\"") || Int($0) != nil } ?? false
    let kind =
      (kind == "cell" && isLiteral ? nil : kind)
      ?? literal.map { $0.hasPrefix("\"") ? "string" : Int($0) == nil ? "cell" : "counter" }
    switch kind {
    case "string"?:
      let text =
        operands.first { $0.hasPrefix("\"") && $0 != "\"\"" }
        ?? operands.filter { !$0.hasPrefix("\"") }.joined(separator: " ").quotedLiteral
      guess("\(prefix)new string \(operands.isEmpty ? "\"text\"" : text)", "write new string \"text\"")
    case "counter"?:
      guess("\(prefix)new counter \(literal ?? "")".trimmingBlanks, "write new counter [N]")
      // `new counter a`: the word that is extra may be the name.
      if name == nil, let literal, literal.isName {
        guess("\(literal) = new counter", "the name that takes the result stands in front")
      }
    case "file"?:
      if let path = path() {
        guess("\(name ?? session.freshFileName) = new file \(path)", "write new file PATH [r|w|a|rw]")
      }
    case "cell"?:
      guess("\(prefix)new cell \(literal ?? "")".trimmingBlanks, "write new cell [h]")
      unbound(operands)
    default:
      if let line = session.completed("\(prefix)new") { guess(line) }
    }
  }

  /// The path among the words: the first string, or the first word with a dot or a slash in it.
  private func path() -> String? {
    for case .text(let text) in pieces where !text.isEmpty {
      return text.utf8.allSatisfy({ !$0.isBlank }) ? text : text.quotedLiteral
    }
    let trimmed = line.words.map { $0.filter { !"(),;".contains($0) } }
    return trimmed.first { $0.contains(".") || $0.contains("/") }
      ?? (trimmed.count > 1 ? trimmed.last.flatMap { $0.isName ? $0 : nil } : nil)
  }

  // MARK: Values

  /// `a = "hello"`, `a = 5`, `b = a`, `a = None`
  private mutating func value(of pieces: [ForeignLine.Piece], for name: String) {
    var literals: [String] = []
    var names: [String] = []
    for piece in pieces {
      switch piece {
      case .text(let text): literals.append("string \(text.quotedLiteral)")
      case .number(let number): literals.append("counter \(number)")
      case .object(let object): names.append(object)
      case .word(let word):
        if session.names[word] != nil {
          names.append(word)
        } else if ["nil", "null", "none", "nullptr", "undefined"].contains(word.lowercased()),
          session.names[name] != nil
        {
          return guess("drop \(name)", "a name that is not needed any more is dropped")
        } else if Self.kinds[word.lowercased()] == nil, !Self.wrappers.contains(word.lowercased()) {
          if pieces.count == 1, word.utf8.count == 1 { unbound([word]) }
          return
        }
      case .mark(let mark): if ["+", "-", "*", "/", "%"].contains(mark) { return }
      }
    }
    if literals.count == 1, names.isEmpty {
      guess("\(name) = new \(literals[0])", "new makes an object; its kind is string, counter, file or cell")
    } else if names.count == 1, literals.isEmpty {
      guess(
        "\(name) = clone \(names[0])",
        "a handle is cloned or moved, and the line says which: clone \(names[0]), or move \(names[0])")
      // An object by its number has no handle to clone.
    }
  }

  /// A literal alone on the line.
  private mutating func bareValue() {
    switch pieces[0] {
    case .text(let text):
      guess(
        "\(session.freshLetter) = new string \(text.quotedLiteral)",
        "new makes an object, and a name takes the handle")
    case .number(let number):
      guess(
        "\(session.freshLetter) = new counter \(number)", "new makes an object, and a name takes the handle")
    case .object(let object): guess("show \(object)", "to look at an object: show \(object)")
    case .word, .mark: break
    }
  }

  /// A name that is bound, or an object by its number.
  private func operand(_ piece: ForeignLine.Piece) -> String? {
    switch piece {
    case .word(let word): session.names[word] == nil ? nil : word
    case .object(let object): object
    case .text, .number, .mark: nil
    }
  }
}

extension Session {
  /// A name for an object that a proposed line makes.
  fileprivate var freshLetter: String { names["a"] == nil ? "a" : freshName }
  fileprivate var freshFileName: String { names["f"] == nil ? "f" : freshName }
}

extension Substring {
  /// The word without what ends a sentence.
  fileprivate var withoutMark: String {
    var word = self
    while word.count > 1, let last = word.last, "?!".contains(last) { word.removeLast() }
    return String(word)
  }
}

extension String {
  fileprivate var trimmingBlanks: String { String(reversed().drop { $0 == " " }.reversed()) }
}
