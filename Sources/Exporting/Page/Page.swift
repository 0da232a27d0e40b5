internal import Rendering
internal import Model

/// A page that steps through a recording: one file of HTML that asks for nothing else.
///
/// What the session said is data, in a block that no browser runs; the page's script puts it in place as text. And the
/// page's policy lets run nothing but that script, and load nothing at all.
struct Page {
  private(set) var bytes: [UInt8] = []

  init(_ recording: Recording) {
    let style = PackageResources.page_css
    let script = Self.script
    let policy = [
      "default-src 'none'", "script-src 'sha256-\(SHA256.base64(of: script))'",
      "img-src data:", "style-src 'sha256-\(SHA256.base64(of: style))'", "base-uri 'none'",
      "form-action 'none'",
    ]
    let title = Array(Card.cut(recording.title, 200).escapedForMarkup.utf8)
    let parts: [String: [UInt8]] = [
      "policy": Array(policy.joined(separator: "; ").utf8), "title": title, "style": style, "script": script,
      "data": PageData(recording).bytes,
    ]
    fill(PackageResources.page_html, with: parts)
  }

  /// The parts of the script, one after the other.
  private static let script: [UInt8] =
    [
      PackageResources.model_js, PackageResources.heap_js, PackageResources.arrows_js,
      PackageResources.chart_js,
      PackageResources.lines_js, PackageResources.words_js, PackageResources.player_js,
    ].reduce([]) { $0 + [UInt8(ascii: "\n")] + $1 } + [UInt8(ascii: "\n")]

  /// Puts the parts in the places that a template marks with `{{name}}`.
  private mutating func fill(_ template: [UInt8], with parts: [String: [UInt8]]) {
    var rest = template[...]
    while let open = rest.firstRange(of: Array("{{".utf8)), let close = rest.firstRange(of: Array("}}".utf8))
    {
      bytes += rest[..<open.lowerBound]
      bytes += parts[String(decoding: rest[open.upperBound..<close.lowerBound], as: UTF8.self)] ?? []
      rest = rest[close.upperBound...]
    }
    bytes += rest
  }
}
