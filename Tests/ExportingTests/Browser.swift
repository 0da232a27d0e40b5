import Foundation
import TestSupport
import Testing

/// A headless Chromium, driven over the DevTools protocol (chromedevtools.github.io/devtools-protocol) through pipes.
///
/// Without the browser the tests that need it are skipped.
final class Browser {
  private static let path = ["/usr/bin/chromium", "/usr/bin/google-chrome"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static let isInstalled = path != nil

  struct Failure: Error {
    let message: String
  }

  private let folder: TemporaryDirectory
  private let process = Process()
  private let commands: FileHandle
  private let answers: FileHandle
  private var pending = Data()
  private var lastID = 0
  /// What the browser told of its own accord: errors, requests.
  fileprivate var events: [[String: Any]] = []

  init() throws {
    folder = try TemporaryDirectory()
    let (input, output) = (folder.appending("in"), folder.appending("out"))
    // SAFETY: the path lives during the call.
    for pipe in [input, output] {
      guard unsafe mkfifo(pipe, 0o600) == 0 else { throw Failure(message: "mkfifo: \(errno)") }
    }
    // The browser reads commands from descriptor 3 and answers on 4.
    process.executableURL = URL(filePath: "/bin/sh")
    let sandbox = geteuid() == 0 ? "--no-sandbox" : "--disable-gpu"
    process.arguments = [
      "-c", "exec \"$0\" \"$@\" 3<'\(input)' 4>'\(output)'", try #require(Self.path), "--headless=new",
      "--remote-debugging-pipe", "--user-data-dir=\(folder.appending("profile"))", "--no-first-run",
      "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", sandbox,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Opening a FIFO waits for the other side, in the order in which the shell opens them.
    commands = try #require(FileHandle(forWritingAtPath: input))
    answers = try #require(FileHandle(forReadingAtPath: output))
  }

  deinit {
    _ = try? call("Browser.close")
    process.waitUntilExit()
  }

  /// Sends a command and waits for its answer.
  @discardableResult
  func call(_ method: String, _ parameters: [String: Any] = [:], session: String? = nil) throws -> [String:
    Any]
  {
    lastID += 1
    var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    try commands.write(contentsOf: try JSONSerialization.data(withJSONObject: message) + [0])
    while true {
      let answer = try nextMessage()
      guard answer["id"] as? Int == lastID else {
        events.append(answer)
        continue
      }
      guard let result = answer["result"] as? [String: Any] else {
        throw Failure(message: "\(method): \(answer["error"] ?? "")")
      }
      return result
    }
  }

  private func nextMessage() throws -> [String: Any] {
    while true {
      if let end = pending.firstIndex(of: 0) {
        let message = pending[..<end]
        pending = Data(pending[(end + 1)...])
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      let data = answers.availableData
      guard !data.isEmpty else { throw Failure(message: "the browser has ended") }
      pending += data
    }
  }
}

/// A page in a browser.
final class BrowserPage {
  private let browser: Browser
  private let session: String
  /// Holds the page for as long as it is open.
  private let folder: TemporaryDirectory?
  let address: String

  /// Opens a page from a file.
  ///
  /// - Parameters:
  ///   - width: the width of the window, in pixels.
  ///   - isStill: whether the reader wants nothing to move.
  convenience init(
    _ bytes: [UInt8], fragment: String = "", in browser: Browser, width: Int = 1280, height: Int = 800,
    isStill: Bool = true
  ) throws {
    let folder = try TemporaryDirectory()
    try Data(bytes).write(to: URL(filePath: folder.appending("page.html")))
    try self.init(
      at: "file://\(folder.appending("page.html"))", fragment: fragment, in: browser, width: width,
      height: height,
      isStill: isStill, folder: folder)
  }

  /// Opens a page from an address.
  init(
    at address: String, fragment: String = "", in browser: Browser, width: Int = 1280, height: Int = 800,
    isStill: Bool = true, folder: TemporaryDirectory? = nil
  ) throws {
    self.browser = browser
    self.folder = folder
    self.address = address
    let target = try browser.call("Target.createTarget", ["url": "about:blank"])["targetId"] ?? ""
    let attached = try browser.call("Target.attachToTarget", ["targetId": target, "flatten": true])
    session = attached["sessionId"] as? String ?? ""
    for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
    try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500])
    if isStill {
      try call(
        "Emulation.setEmulatedMedia", ["features": [["name": "prefers-reduced-motion", "value": "reduce"]]])
    }
    try call("Page.navigate", ["url": address + fragment])
    try wait(for: "document.readyState === 'complete'")
  }

  @discardableResult
  private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    try browser.call(method, parameters, session: session)
  }

  /// The value of an expression, as text.
  func evaluate(_ expression: String) throws -> String {
    let answer = try call(
      "Runtime.evaluate",
      ["expression": "String(\(expression))", "returnByValue": true, "awaitPromise": true])
    if let problem = answer["exceptionDetails"] {
      throw Browser.Failure(message: "\(expression): \(problem)")
    }
    return (answer["result"] as? [String: Any])?["value"] as? String ?? ""
  }

  /// The text of an element.
  func text(of id: String) throws -> String { try evaluate("document.getElementById('\(id)').textContent") }

  /// Waits until a condition holds, looked at once a frame of the browser.
  func wait(for condition: String) throws {
    for _ in 0..<1_000 {
      if try evaluate(condition) == "true" { return }
      _ = try evaluate("new Promise((done) => setTimeout(done, 10))")
    }
    throw Browser.Failure(message: "it did not become true: \(condition)")
  }

  /// Presses and releases a key.
  func press(_ key: String) throws {
    let codes = [
      "ArrowLeft": 37, "ArrowRight": 39, "ArrowUp": 38, "ArrowDown": 40, "Home": 36, "End": 35, " ": 32,
      "Enter": 13, "Tab": 9, "Escape": 27, "/": 191, "+": 187, "0": 48, "]": 221,
    ]
    // Enter submits a form by the text that it would type.
    let types = key == "Enter" ? ["keyDown", "keyUp"] : ["rawKeyDown", "keyUp"]
    for type in types {
      try call(
        "Input.dispatchKeyEvent",
        [
          "type": type, "key": key, "text": type == "keyDown" ? "\r" : "", "code": key == " " ? "Space" : key,
          "windowsVirtualKeyCode": codes[key] ?? 0,
        ])
    }
  }

  /// Types text where the focus is.
  func type(_ text: String) throws {
    for character in text {
      for kind in ["keyDown", "keyUp"] {
        var parameters = ["type": kind, "key": String(character)]
        if kind == "keyDown" { parameters["text"] = String(character) }
        try call("Input.dispatchKeyEvent", parameters)
      }
    }
  }

  func reload() throws {
    _ = try evaluate("window.isOld = true")
    try call("Page.reload")
    try wait(for: "!window.isOld && document.readyState === 'complete'")
  }

  /// Lets the page show what it would print.
  func startPrinting() throws {
    try call("Emulation.setEmulatedMedia", ["media": "print"])
    _ = try evaluate("window.dispatchEvent(new Event('beforeprint'))")
  }

  func stopPrinting() throws {
    _ = try evaluate("window.dispatchEvent(new Event('afterprint'))")
    try call("Emulation.setEmulatedMedia", ["media": ""])
  }

  func click(_ id: String) throws { _ = try evaluate("document.getElementById('\(id)').click()") }

  /// Goes to another fragment of the address, as a reader who types it.
  func go(to fragment: String) throws { _ = try evaluate("location.hash = '\(fragment)'") }

  /// What went wrong in the page, or asked for something from outside.
  func faults() throws -> [String] {
    // What is under way is told by the time that this is answered.
    _ = try evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    return browser.events.filter { $0["sessionId"] as? String == session }.compactMap { event in
      let parameters = event["params"] as? [String: Any] ?? [:]
      switch event["method"] as? String {
      case "Network.requestWillBeSent":
        let url = (parameters["request"] as? [String: Any])?["url"] as? String ?? ""
        return url.hasPrefix(address) || url.hasPrefix("data:") ? nil : "request: \(url)"
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded",
        "Page.javascriptDialogOpening":
        return "\(parameters)"
      default: return nil
      }
    }
  }
}
