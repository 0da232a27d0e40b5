internal import Files
internal import Lessons
internal import Session
internal import SystemPackage

extension Runner {
  /// Runs what a document types, in one session with what ran before, as a script: answers are shown and not compared,
  /// and questions are asked like any other query. A block that is `fresh` ends the session and begins a new one.
  func run(documentAt path: String) throws(Errno) -> Flow {
    let document: Document
    let folders: [Folder]
    do throws(DocumentError) {
      let file = try DocumentFiles.read(path, anyKind: true)
      document = file.document
      folders = [file.folder] + (allowedFolders ?? [])
    } catch {
      return try giveUp(on: path, because: error)
    }
    defer { session.fileScope = .everything }
    var scratch: Scratch?
    for block in document.blocks {
      if block.isFresh {
        _ = try evaluate(
          Array(".reset".utf8), at: Display.Place(source: .file(path), line: block.line), depth: 0)
        scratch = nil
      }
      do throws(DocumentError) {
        if scratch == nil {
          let new = try Scratch(files: document.files)
          let scope = new.scope(beneath: folders)
          session.fileScope = allowedFolders == nil ? scope.widened : scope
          scratch = new
        }
      } catch {
        return try giveUp(on: path, because: error)
      }
      for step in block.steps {
        if try perform(step, of: path) == .stop || bails && session.failed { return .stop }
      }
    }
    return .goOn
  }

  private func perform(_ step: Document.Step, of path: String) throws(Errno) -> Flow {
    let place = Display.Place(source: .file(path), line: step.line)
    lineNumber = step.line
    switch step.action {
    case .command(let line):
      return try evaluate(line, at: place, depth: 0)
    case .prediction(let query):
      if echoes { try display.echo(query, at: place) }
      session.ask(query, number: step.line)
      try show(session.events, at: place)
      return .goOn
    }
  }

  private func giveUp(on path: String, because error: DocumentError) throws(Errno) -> Flow {
    let source = error.line == nil ? Display.Source.terminal : .file(path)
    try show([.error(error.diagnostic)], at: Display.Place(source: source, line: error.line ?? 1))
    return bails ? .stop : .goOn
  }
}
