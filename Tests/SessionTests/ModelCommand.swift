@testable import Model
@testable import Session

/// A line of a random session.
enum Command {
  case new(String?, Kind, content: String?, inPlace: Bool)
  /// Makes a file that cannot be opened.
  case failingNew(String?, inPlace: Bool)
  case clone(String?, String)
  case move(String?, String)
  case drop([String])
  case asRaw(String?, String)
  case cloneFromRaw(String?, String)
  case intoRaw(String?, String)
  case fromRaw(String?, String)
  case put(String, String)
  case take(String?, String)
  case get(String?, String)
  case increment(String, Int)
  case race(String)
  case count(String)
  case expectCount(String, Int)
  case isType(String, Kind)
  case downcast(String, Kind)
  case isSame(String, String)

  /// The command as a line of the shell.
  var line: String {
    func assignment(_ target: String?) -> String { target.map { "\($0) = " } ?? "" }
    func new(_ target: String?, _ inPlace: Bool) -> String {
      assignment(target) + (inPlace ? "new_with" : "new")
    }
    return switch self {
    case .new(let target, .string, _, let inPlace): "\(new(target, inPlace)) string \"x\""
    case .new(let target, .counter, _, let inPlace): "\(new(target, inPlace)) counter"
    case .new(let target, .file, _, let inPlace), .failingNew(let target, let inPlace):
      "\(new(target, inPlace)) file /dev/null"
    case .new(let target, .cell, let content, let inPlace): "\(new(target, inPlace)) cell \(content ?? "")"
    case .new(_, .module, _, _): preconditionFailure("no model of modules")
    case .clone(let target, let name): "\(assignment(target))clone \(name)"
    case .move(let target, let name): "\(assignment(target))move \(name)"
    case .drop(let names): "drop \(names.joined(separator: " "))"
    case .asRaw(let target, let name): "\(assignment(target))as_raw \(name)"
    case .cloneFromRaw(let target, let name): "\(assignment(target))clone_from_raw \(name)"
    case .intoRaw(let target, let name): "\(assignment(target))into_raw \(name)"
    case .fromRaw(let target, let name): "\(assignment(target))from_raw \(name)"
    case .put(let cell, let name): "put \(cell) \(name)"
    case .take(let target, let name): "\(assignment(target))take \(name)"
    case .get(let target, let name): "\(assignment(target))get \(name)"
    case .increment(let name, let amount): "incr \(name) \(amount)"
    case .race(let name): "race \(name) threads 2 times 3"
    case .count(let name): "strong_count \(name)"
    case .expectCount(let name, let count): "expect strong_count \(name) \(count)"
    case .isType(let name, let kind): "is \(name) \(kind.typeName)"
    case .downcast(let name, let kind): "downcast \(name) \(kind.typeName)"
    case .isSame(let a, let b): "eq \(a) \(b)"
    }
  }

  /// Draws a command. There are few names, so that they meet often.
  static func random(using generator: inout some RandomNumberGenerator) -> Command {
    func name() -> String { String("abcdefgh".randomElement(using: &generator)!) }
    func target() -> String? { Int.random(in: 0..<6, using: &generator) == 0 ? nil : name() }
    func kind() -> Kind { Kind.allCases.filter { $0.keyword != nil }.randomElement(using: &generator)! }
    func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }
    switch number(0..<40) {
    case 0..<4: return .new(target(), kind(), content: nil, inPlace: .random(using: &generator))
    case 4..<7: return .new(target(), .cell, content: name(), inPlace: .random(using: &generator))
    case 7: return .failingNew(target(), inPlace: .random(using: &generator))
    case 8..<12: return .clone(target(), name())
    case 12..<14: return .move(target(), name())
    case 14..<17: return .drop((0..<number(1..<4)).map { _ in name() })
    case 17..<19: return .asRaw(target(), name())
    case 19..<21: return .cloneFromRaw(target(), name())
    case 21..<23: return .intoRaw(target(), name())
    case 23..<25: return .fromRaw(target(), name())
    case 25..<29: return .put(name(), name())
    case 29: return .take(target(), name())
    case 30: return .get(target(), name())
    case 31..<33: return .increment(name(), number(-9..<10))
    case 33: return .expectCount(name(), number(1..<4))
    case 34: return .isType(name(), kind())
    case 35: return .downcast(name(), kind())
    case 36: return .isSame(name(), name())
    // A race starts threads, which takes as long as a hundred other commands.
    case 37 where number(0..<10) == 0: return .race(name())
    default: return .count(name())
    }
  }
}
