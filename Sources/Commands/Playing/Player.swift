internal import Files
internal import Lessons
internal import Rendering
internal import Model
internal import Session
internal import SystemPackage

/// Plays a document to an audience: prose, then commands as if somebody typed them, with their answers.
struct Player {
  /// A block with the prose before it; prose alone at the end of a document.
  private struct Scene {
    var prose: String?
    var block: Document.Block?
  }

  private let scenes: [Scene]
  private let runner: DocumentRunner
  private let stage: any Stage
  /// How many commands the document has.
  let commandCount: Int

  /// How many words are read in one pause.
  private static let wordsPerPause = 20

  init(_ document: Document, folders: [Folder], stage: any Stage) throws(DocumentError) {
    var scenes: [Scene] = []
    for part in document.visibleParts {
      switch part {
      case .prose(let range): scenes.append(Scene(prose: document.text(range)))
      case .block(let block):
        if let last = scenes.indices.last, scenes[last].block == nil {
          scenes[last].block = block
        } else {
          scenes.append(Scene(block: block))
        }
      }
    }
    self.scenes = scenes
    self.stage = stage
    commandCount = document.blocks.reduce(0) { $0 + $1.steps.count { !$0.isPrediction } }
    if let obstacle = document.obstacle { throw obstacle }
    runner = try DocumentRunner(folders: folders, files: document.files)
    stage.prepare(runner)
  }

  func play() throws {
    var index = 0
    while index < scenes.count {
      if index > 0 { try write { $0.newline() } }
      switch try play(scenes[index]) {
      case .next, .prompt: index += 1
      case .back:
        index = max(0, index - 1)
        try goBack(to: index)
      case .quit: return
      }
    }
    let events = runner.end()
    guard !events.isEmpty else { return }
    try write {
      $0.newline()
      TextRenderer(style: stage.style).render(end: events, limit: 40, into: &$0)
    }
  }

  /// Does all before a scene anew, without showing it.
  private func goBack(to index: Int) throws {
    try stage.clear()
    try runner.startAnew()
    for block in scenes[..<index].compactMap(\.block) {
      if block.isFresh { try runner.startAnew() }
      for step in block.steps { _ = runner.perform(step) }
    }
  }

  private func play(_ scene: Scene) throws -> Cue {
    if let prose = scene.prose {
      try write { TextRenderer(style: stage.style).render(markdown: prose, into: &$0) }
      let words = prose.split { $0.isWhitespace }.count
      let cue = try waitForReader(share: 1 + words / Self.wordsPerPause)
      guard cue == .next else { return cue }
    }
    guard let block = scene.block else { return .next }
    if scene.prose != nil { try write { $0.newline() } }
    if block.isFresh { try runner.startAnew() }
    for step in block.steps {
      let cue = step.isPrediction ? try ask(step) : try type(step)
      guard cue == .next else { return cue }
    }
    return .next
  }

  /// Types a command and shows what it does.
  private func type(_ step: Document.Step) throws -> Cue {
    guard case .command(let line) = step.action else { return .next }
    let renderer = TextRenderer(style: stage.style)
    let text = String(decoding: line, as: UTF8.self).printable
    stage.mark(text)
    try stage.write(Array(renderer.prompt(liveCount: runner.session.liveCount).utf8))
    for character in text {
      try stage.write(Array(String(character).utf8))
      let cue = try stage.wait(.typing, share: 1)
      guard cue == .next else { return cue }
    }
    try write { $0.newline() }
    let events = runner.perform(step)
    try stage.write(runner.text(of: events, with: renderer))
    return try waitForReader()
  }

  /// Puts a question, leaves time to think, and shows the answer.
  private func ask(_ step: Document.Step) throws -> Cue {
    let renderer = TextRenderer(style: stage.style)
    try write { renderer.render(step, into: &$0) }
    let cue = try waitForReader()
    guard cue == .next else { return cue }
    try stage.write(runner.text(of: runner.perform(step), with: renderer))
    return try waitForReader()
  }

  /// Waits, and lends the presenter the prompt as often as it is asked for.
  private func waitForReader(share: Int = 1) throws -> Cue {
    while true {
      let cue = try stage.wait(.reading, share: share)
      guard cue == .prompt else { return cue }
      try stage.handOver(runner)
    }
  }

  private func write(_ body: (inout TextBuffer) -> Void) throws {
    var text = TextBuffer(style: stage.style)
    body(&text)
    try stage.write(text.bytes)
  }
}
