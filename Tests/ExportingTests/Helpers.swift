import Exporting
import Lessons
import Model
import Running
import Session

extension Recording {
  /// What the lines of a script do, and the end of their session.
  init(script: some Sequence<String>, title: String = "A session") {
    let session = Session()
    session.log = Log(keepsAsides: true)
    var number = 0
    for line in script {
      number += 1
      _ = session.evaluate(Array(line.utf8), number: number)
    }
    session.end(line: number + 1)
    self.init(title: title, log: session.log)
  }

  func text(as format: ExportFormat, moment: Int? = nil) -> String {
    String(decoding: exported(as: format, moment: moment), as: UTF8.self)
  }

  /// What a lesson of the program does.
  static func lesson(_ name: String) throws -> Recording {
    try DocumentSource(name).document.recording(webAssembly: WebAssembly())
  }
}

/// Text that would do harm where it were taken for markup or script, or shown as it is.
let hostileTexts = [
  "</script><script>window.owned = 1</script>", "</script a=", "<!-- <script ",
  "<img src=x onerror='window.owned = 1'>", "<!-- <script>",
  "]]>",
  "\"' onload='window.owned = 1'", "{{script}}", "&lt;b&gt; &amp; &#60;",
  "\u{2028}\u{2029}\u{202E}desrever\u{0}\u{1B}[31m",
  "javascript:window.owned=1", "\\N \\\" \\", "日本語 👩‍👩‍👧‍👦 עברית",
]

/// A session in which all that the hostile can choose is hostile: values, names, lines that fail.
let hostileScript: [String] =
  hostileTexts.enumerated().map { "__proto__\($0) = new string \($1.quotedLiteral)" }
  + [
    "__proto__ = new cell __proto__0", "constructor = clone __proto__1", "toString = as_raw __proto__2",
    "get __proto__0", "<img src=x onerror='window.owned = 1'>", "hasOwnProperty = clone </script>",
    "x = new file \"/</script><script>window.owned = 1</script>\"", "drop __proto__2",
  ]
