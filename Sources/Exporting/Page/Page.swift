internal import Rendering
internal import Model

/// A page that steps through a recording, or through a session as it goes on: one file of HTML.
///
/// What the session said is data, in a block that no browser runs; the page's script puts it in place as text. And the
/// page's policy lets run nothing but that script, and load nothing at all.
public struct Page {
  private(set) var bytes: [UInt8] = []

  /// - Parameter isHandout: whether the page is laid out for paper, with a picture of each step that changed something.
  init(_ recording: Recording, isHandout: Bool) {
    self.init(
      title: recording.title, data: PageData(recording, isHandout: isHandout), connections: "'none'")
  }

  /// The page of a session that goes on. It holds no steps; it asks for the messages of a ``LiveRecording`` as
  /// server-sent events (html.spec.whatwg.org, 9.2) at `events`, relative to its own address.
  public static func live(title: String) -> [UInt8] {
    Page(title: title, data: PageData(liveTitle: title), connections: "'self'").bytes
  }

  private init(title: String, data: PageData, connections: String) {
    let policy = [
      "default-src 'none'", "script-src 'sha256-\(Self.scriptHash)'", "style-src 'sha256-\(Self.styleHash)'",
      "connect-src \(connections)", "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]
    let parts: [String: [UInt8]] = [
      "policy": Array(policy.joined(separator: "; ").utf8),
      "title": Array(Self.title(title).escapedForMarkup.utf8),
      "style": Self.style, "script": Self.script, "data": data.bytes,
    ]
    fill(PackageResources.page_html, with: parts)
  }

  /// A title as pages show it: text, of a length that fits.
  static func title(_ title: String) -> String { Card.cut(title, 200).printable }

  // MARK: Script and style

  static var style: [UInt8] { PackageResources.page_css }

  /// The hashes (SHA-256, in Base64) by which the policy names the script and the style. A test computes them anew.
  static let scriptHash = "Qps5cT/6gA0LRMPZh3B0jKwJ4rqVJKgZVb+WKQiXfsA="
  static let styleHash = "VqPsQMWs8iSrvSR8TKaGa3q4MZ7gsPAT9Cj964CE15s="

  /// The modules of the script, each after those that it imports.
  private static let modules: [[UInt8]] = [
    PackageResources.dom_js, PackageResources.wires_js, PackageResources.layout_js,
    PackageResources.terms_js, PackageResources.recording_js,
    PackageResources.reach_js, PackageResources.quiz_js, PackageResources.search_js,
    PackageResources.source_js,
    PackageResources.camera_js, PackageResources.heap_js, PackageResources.chart_js,
    PackageResources.lines_js,
    PackageResources.words_js, PackageResources.details_js, PackageResources.questions_js,
    PackageResources.paper_js, PackageResources.page_js,
  ]

  /// The modules as one, since a single file has nowhere to import from: without their lines `import …`, and without
  /// the word `export`. A name at the top of a module is that of one module only.
  static let script: [UInt8] = {
    var script: [UInt8] = [UInt8(ascii: "\n")]
    for module in modules {
      for line in module.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        if line.starts(with: "import ".utf8) { continue }
        script += line.starts(with: "export ".utf8) ? line.dropFirst("export ".utf8.count) : line
        script.append(UInt8(ascii: "\n"))
      }
    }
    return script
  }()

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
