internal import LineEditor
internal import Rendering
internal import Model
internal import Session

/// The heap above the prompt: drawn anew after every line that is typed, now and then while a file is read, and while
/// a race runs.
final class LivePane {
  let pane: Pane
  private let drawing: Drawing
  private var nextDrawing = ContinuousClock.now

  /// How long the pane stays as it is at least while lines of a file are done.
  private static let interval = Duration.milliseconds(50)

  /// - Parameter style: how the pane looks, but for its width.
  init(session: Session, style: @escaping () -> TextStyle) {
    let drawing = Drawing(session: session, style: style)
    self.drawing = drawing
    pane = Pane { size in drawing.rows(for: size) }
  }

  /// What the pane asks for its rows.
  private final class Drawing {
    let session: Session
    let style: () -> TextStyle
    var racing: ObjectID?

    init(session: Session, style: @escaping () -> TextStyle) {
      self.session = session
      self.style = style
    }

    func rows(for size: Terminal.Size) -> [[UInt8]] {
      var style = style()
      style.width = size.columns
      let view = session.heapView(limit: size.rows - 1, racing: racing)
      return TextRenderer(style: style).pane(view, rows: size.rows)
    }
  }

  /// Shows the pane, or says why not.
  func show() throws(Pane.Obstacle) {
    try pane.show()
  }

  private var session: Session { drawing.session }

  func hide() { pane.hide() }

  func draw() { pane.refresh() }

  /// Draws the pane in the middle of a race.
  func draw(during race: RaceProgress) {
    drawing.racing = race.object
    pane.refresh()
    drawing.racing = nil
  }

  /// Draws the pane unless it was drawn just now, or drawing takes so long that it would hold up the lines.
  func drawIfDue() {
    let start = ContinuousClock.now
    guard pane.isOn, start >= nextDrawing else { return }
    pane.refresh()
    let end = ContinuousClock.now
    nextDrawing = end + max(Self.interval, (end - start) * 4)
  }
}

extension Pane.Obstacle {
  /// What is in the way, as a clause.
  var reason: String {
    switch self {
    case .noTerminal: "standard output is no terminal"
    case .dumb: "the terminal understands no escape sequences (TERM)"
    case .tooSmall(let size):
      "the terminal has \(size.columns) columns and \(size.rows) rows, and it takes "
        + "\(Pane.smallestTerminal.columns) and \(Pane.smallestTerminal.rows)"
    }
  }
}
