internal import LineEditor
internal import Rendering
internal import Model

/// The heap in the upper half of the terminal: drawn anew after every line that is typed or played, now and then while a
/// file is read, and while a race runs.
final class LivePane {
  let pane: Pane
  private let drawing: Drawing
  private var nextDrawing = ContinuousClock.now

  /// How long the pane stays as it is at least while lines of a file are done.
  private static let interval = Duration.milliseconds(50)

  /// - Parameters:
  ///   - style: how the pane looks, but for its width.
  ///   - view: what there is to see now, of so many objects at most, and during a race of an object.
  init(style: @escaping () -> TextStyle, view: @escaping (_ limit: Int, _ racing: ObjectID?) -> HeapView) {
    let drawing = Drawing(style: style, view: view)
    self.drawing = drawing
    pane = Pane { size in drawing.rows(for: size) }
  }

  /// What the pane asks for its rows.
  private final class Drawing {
    let style: () -> TextStyle
    let view: (Int, ObjectID?) -> HeapView
    var racing: ObjectID?

    init(style: @escaping () -> TextStyle, view: @escaping (Int, ObjectID?) -> HeapView) {
      self.style = style
      self.view = view
    }

    func rows(for size: Terminal.Size) -> [[UInt8]] {
      var style = style()
      style.width = size.columns
      return TextRenderer(style: style).pane(view(size.rows - 1, racing), rows: size.rows)
    }
  }

  /// Shows the pane, or says why not.
  func show() throws(Pane.Obstacle) {
    try pane.show()
  }

  /// Whether the pane is wanted.
  var isOn: Bool { pane.isOn }

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
