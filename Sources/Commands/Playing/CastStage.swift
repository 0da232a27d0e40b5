internal import Rendering
internal import Running
internal import Session
internal import SystemPackage

/// A stage whose time is virtual: what is played becomes an asciicast, the same on every run.
final class CastStage: Stage {
  /// What a recording is of.
  struct Format {
    /// Of the asciicast format.
    var version = Asciicast.Version.three
    var columns = 80
    var rows = 24
    /// Whether the heap is shown beside the text.
    var showsHeap = false
  }

  private(set) var cast: Asciicast
  var place = PlayPlace()
  private let pace: Pace
  private let format: Format
  /// How many columns the text has.
  private let textColumns: Int

  let style: TextStyle

  init(title: String, ascii: Bool, pace: Pace, format: Format) {
    textColumns = format.showsHeap ? format.columns / 2 : format.columns
    style = TextStyle(usesColor: true, usesUnicode: !ascii, width: textColumns)
    cast = Asciicast(title: title, columns: format.columns, rows: format.rows, version: format.version)
    self.pace = pace
    self.format = format
  }

  /// Draws the heap on the right half of the screen, in all of its rows: text that scrolls takes the picture along.
  func showHeap(of run: DocumentRun) {
    guard format.showsHeap else { return }
    var style = style
    style.width = format.columns - textColumns - 2
    let view = run.session.heapView(limit: format.rows - 1)
    let rows = TextRenderer(style: style).pane(view, rows: format.rows)
    // Save the cursor, go to a place, erase to the end of the row, restore (DEC: DECSC, DECRC; ECMA-48: CUP, EL).
    var text = Array("\u{1B}7".utf8)
    for (index, row) in rows.enumerated() {
      text += Array("\u{1B}[\(index + 1);\(textColumns + 3)H\u{1B}[K".utf8) + row
    }
    write(text + Array("\u{1B}8".utf8))
  }

  func write(_ text: [UInt8]) { cast.write(text) }
  func mark(_ command: String) { cast.mark(command) }
  func clear() {}
  func handOver(_ run: DocumentRun, page: SessionPage?) -> Bool { false }
  func prepare(_ run: DocumentRun) {}

  /// Leaves the last screen standing for a while.
  func end() {
    _ = wait(.reading, share: 1)
    cast.end()
  }

  func wait(_ reason: WaitReason, share: Int) -> Cue {
    cast.wait(milliseconds: pace.milliseconds(reason, share: share))
    return .next
  }
}
