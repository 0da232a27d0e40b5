import Exporting
import Foundation
import Model
import Session
import TestSupport
import Testing

/// The page in a real browser.
@Suite(
  .serialized, .enabled(if: Browser.isInstalled, "Chromium is not installed: apt-get install chromium"),
  .disabled(if: Sanitizer.current != nil, "a sanitizer does not see what the browser does with the page"))
final class PageTests {
  private let browser: Browser

  init() throws { browser = try Browser() }

  private func page(
    _ recording: Recording, at fragment: String = "", width: Int = 1280, height: Int = 800,
    isStill: Bool = true
  ) throws -> BrowserPage {
    try BrowserPage(
      recording.exported(as: .html), fragment: fragment, in: browser, width: width, height: height,
      isStill: isStill)
  }

  private static let short = Recording(script: [
    "a = new string \"hello\"", "b = clone a", "c = new cell a", "drop a", "drop b", "drop c",
  ])

  private func count(of object: Int, in page: BrowserPage) throws -> String {
    try page.evaluate(
      "[...document.querySelectorAll('.card')].find((card) => card.querySelector('.object').textContent === '@\(object)')"
        + "?.querySelector('.count').textContent ?? 'none'")
  }

  /// Goes to a step and waits until it shows.
  private func go(to step: Int, in page: BrowserPage) throws {
    try page.go(to: "step=\(step)")
    try page.wait(for: "document.getElementById('place').textContent.startsWith('Step \(step) of')")
  }

  @Test func `keys, buttons, slider, list and chart go from step to step`() throws {
    let page = try page(Self.short)
    #expect(try page.text(of: "place") == "Step 1 of 7")
    #expect(try count(of: 1, in: page) == "1")
    try page.press("ArrowRight")
    #expect(try page.text(of: "place") == "Step 2 of 7")
    #expect(try count(of: 1, in: page) == "2")
    #expect(try page.text(of: "line") == "> b = clone a")
    #expect(try page.text(of: "told-title") == "Step 2: line 2")
    #expect(try page.text(of: "answer").contains("count 1 → 2"))
    try page.press("End")
    #expect(try page.text(of: "place") == "Step 7 of 7")
    #expect(try page.evaluate("document.getElementById('next').disabled") == "true")
    try page.press("ArrowRight")
    try page.press("Home")
    try page.press("ArrowLeft")
    #expect(try page.text(of: "place") == "Step 1 of 7")
    try page.click("next")
    try page.click("next")
    #expect(try count(of: 1, in: page) == "3")
    _ = try page.evaluate(
      "((slider) => { slider.focus(); slider.value = 4; slider.dispatchEvent(new Event('input')); })"
        + "(document.getElementById('slider'))")
    #expect(try count(of: 1, in: page) == "2")
    // On the slider, keys count once.
    try page.press("ArrowRight")
    #expect(try page.text(of: "place") == "Step 5 of 7")
    _ = try page.evaluate("document.querySelectorAll('.row')[5].click()")
    #expect(try page.text(of: "place") == "Step 6 of 7")
    #expect(try page.evaluate("document.querySelector('.row.current .text').textContent") == "drop c")
    #expect(try page.evaluate("document.querySelector('.row.current .number').textContent") == "6")
    #expect(
      try page.evaluate("document.getElementById('lines').getAttribute('aria-activedescendant')") == "row-6")
    #expect(try page.text(of: "announcement").hasPrefix("Step 6 of 7: drop c."))
    #expect(try page.faults() == [])
  }

  @Test func `what is destroyed shows for one step, and what holds it has a wire`() throws {
    let page = try page(Self.short, at: "#step=3")
    #expect(try page.evaluate("document.querySelectorAll('.wire').length") == "1")
    try go(to: 6, in: page)
    #expect(try page.evaluate("document.querySelectorAll('.card.destroyed').length") == "2")
    #expect(try page.evaluate("document.querySelectorAll('.wire').length") == "0")
    try page.press("ArrowRight")
    #expect(try page.evaluate("document.querySelectorAll('.card').length") == "0")
    #expect(try page.text(of: "notes") == "No objects live.")
  }

  @Test func `the address names a step, and follows`() throws {
    let page = try page(Self.short, at: "#step=4")
    #expect(try page.text(of: "place") == "Step 4 of 7")
    try page.press("ArrowRight")
    try page.wait(for: "location.hash === '#step=5'")
    for (fragment, step) in [("step=2", 2), ("step=999", 7), ("step=0", 1), ("nonsense", 1)] {
      try page.go(to: fragment)
      try page.wait(for: "document.getElementById('place').textContent === 'Step \(step) of 7'")
    }
    #expect(try page.faults() == [])
  }

  @Test func `it plays by itself to the end, with moves that end where they should`() throws {
    let page = try page(Self.short, isStill: false)
    _ = try page.evaluate("document.getElementById('speed').append(new Option('', '1', true, true))")
    try page.press(" ")
    try page.wait(
      for: "document.getElementById('place').textContent === 'Step 7 of 7' "
        + "&& document.querySelectorAll('.card, .label').length === 0")
    #expect(try page.evaluate("document.getElementById('play').getAttribute('aria-label')") == "Play")
    try page.press("Home")
    try page.wait(for: "document.querySelectorAll('.card').length === 1")
    #expect(try page.evaluate("document.querySelectorAll('.leaving').length") == "0")
    #expect(try page.faults() == [])
  }

  // MARK: The picture

  private static let busy = Recording(script: [
    "s = new string \"shared\"", "a = new cell s", "b = new cell a", "c = new cell b", "d = new cell c",
    "t = clone s", "put a d", "n = new counter 41", "drop b c", "drop a d",
  ])

  /// The boxes and wires of the heap as they are on the screen.
  private static let crossings = """
    [...document.querySelectorAll('.wire')].flatMap((wire) => {
      const corners = wire.getAttribute('d').match(/-?[\\d.]+,-?[\\d.]+/g).map((pair) => pair.split(',').map(Number));
      return [...document.querySelectorAll('.card, .label')].filter((box) => {
        const [, x, y] = /translate\\(([\\d.]+)px, ([\\d.]+)px/.exec(box.style.transform).map(Number);
        return corners.slice(1).some(([x2, y2], index) => { const [x1, y1] = corners[index];
          return Math.max(x1, x2) > x + 2 && Math.min(x1, x2) < x + box.offsetWidth - 2
            && Math.max(y1, y2) > y + 2 && Math.min(y1, y2) < y + box.offsetHeight - 2; });
      });
    }).length
    """

  @Test(arguments: [1280, 360])
  func `wires cross no box, and a box stays where it is as long as it lives`(width: Int) throws {
    let page = try page(Self.busy, width: width)
    let places = """
      JSON.stringify([...document.querySelectorAll('.card')].map((card) =>
        [card.dataset.key, card.style.transform, getComputedStyle(document.getElementById('plane')).transform]).sort())
      """
    var known: [String: [String]] = [:]
    for step in 1...10 {
      try go(to: step, in: page)
      #expect(try page.evaluate(Self.crossings) == "0", "step \(step)")
      let rows = try JSONSerialization.jsonObject(with: Data(page.evaluate(places).utf8)) as? [[String]] ?? []
      for row in rows { #expect(known.updateValue(row, forKey: row[0]) ?? row == row, "step \(step)") }
    }
    #expect(known.count == 6)
    #expect(try page.faults() == [])
  }

  @Test func `what no name reaches is marked on the step that lost it, with the edge to break`() throws {
    let page = try page(Self.busy, at: "#step=9")
    #expect(try page.evaluate("document.querySelectorAll('.card.unreached').length") == "0")
    try page.press("ArrowRight")
    #expect(try page.evaluate("document.querySelectorAll('.card.unreached').length") == "4")
    #expect(try page.evaluate("document.querySelectorAll('.wire.cycle').length") == "4")
    #expect(try page.evaluate("document.querySelectorAll('.wire.break').length") == "1")
    #expect(
      try page.text(of: "notes")
        == "No name reaches @2, @5, @4 and @3: they hold each other, @2 → @5 → @4 → @3 → @2. "
        + "Breaking @3 → @2 frees 4")
    #expect(try page.text(of: "announcement").contains("4 objects are reached by no name"))
  }

  @Test func `the picture fills the stage, up to a projector's size`() throws {
    for (width, height) in [(1280, 800), (1920, 1080)] {
      let page = try page(Self.short, at: "#step=3", width: width, height: height)
      let fill = try page.evaluate(
        "Math.max(document.getElementById('board').offsetWidth / document.getElementById('heap').clientWidth, "
          + "document.getElementById('board').offsetHeight / document.getElementById('heap').clientHeight)")
      #expect((0.9...1).contains(Double(fill) ?? 0), "\(fill) at \(width)")
    }
  }

  @Test func `search leads to an object and its steps, and a press on a change of its count to that step`()
    throws
  {
    let page = try page(Self.short)
    try page.press("/")
    try page.type("cell")
    try page.press("Enter")
    #expect(try page.text(of: "place") == "Step 3 of 7")
    #expect(try page.evaluate("document.querySelector('.card.selected .object').textContent") == "@2")
    #expect(try page.evaluate("document.querySelector('#details h3').textContent") == "@2 Cell")
    #expect(
      try page.evaluate(
        "[...document.querySelectorAll('#details .changes li')].map((item) => item.textContent).join('|')")
        == "step 3 1  c = new cell a|step 6 1 → 0  drop c")
    try page.press("]")
    #expect(try page.text(of: "place") == "Step 6 of 7")
    try page.press("Escape")
    #expect(try page.evaluate("document.getElementById('details').hidden") == "true")
    #expect(try page.faults() == [])
  }

  @Test
  func `values of a megabyte and names of 200 letters scroll nothing sideways, and are to be seen whole`()
    throws
  {
    let name = String(repeating: "n", count: 200)
    let value = String(repeating: "x", count: 1_000_000)
    let recording = Recording(
      script: ["\(name) = new string \"\(value)\"", "b = clone \(name)"], title: name)
    for width in [1280, 360] {
      for size in ["100%", "125%", "150%"] {
        let page = try page(recording, width: width)
        _ = try page.evaluate("document.documentElement.style.fontSize = '\(size)'")
        #expect(try page.evaluate("document.documentElement.scrollWidth") == "\(width)")
        try page.press("ArrowRight")
        _ = try page.evaluate("document.querySelector('.card').click()")
        #expect(try page.evaluate("document.documentElement.scrollWidth") == "\(width)")
        #expect(try page.evaluate("document.querySelector('#details .names').textContent").contains(name))
        _ = try page.evaluate("document.querySelector('#details dd button:not(.link)').click()")
        #expect(
          try page.evaluate("document.querySelector('#details .whole').textContent.length") == "1000002")
        #expect(try page.faults() == [])
      }
    }
  }

  // MARK: Questions

  @Test func `a question hides the count it asks for, and nothing else, until it is answered`() throws {
    let page = try page(try Recording.lesson("counts"), at: "#step=2")
    let seen = "document.body.innerText + ' ' + document.getElementById('announcement').textContent"
    #expect(try page.text(of: "line") == "? strong_count a")
    #expect(try count(of: 1, in: page) == "?")
    #expect(try page.evaluate("document.querySelector('.card .value').textContent") == "\"hello\"")
    #expect(try page.evaluate("(\(seen)).includes('count 1')") == "false")
    let course = "document.querySelector('#chart .past .course').getAttribute('d')"
    let courseBefore = try page.evaluate(course)
    // By keyboard alone: a digit goes into the field, Enter answers, and keys are the page's again.
    try page.type("1")
    try page.press("Enter")
    #expect(try page.text(of: "verdict").hasPrefix("Right. 1"))
    #expect(try page.text(of: "verdict").contains("step 1 a = new string"))
    #expect(try count(of: 1, in: page) == "1")
    #expect(try page.evaluate(course) != courseBefore)
    #expect(try page.text(of: "announcement") == "Right. The answer is 1. 1 of 1 right; 3 to come.")
    try page.press("ArrowRight")
    #expect(try page.text(of: "place") == "Step 3 of 11")
    #expect(try count(of: 1, in: page) == "?")
    #expect(try page.text(of: "answer") == "@1  count 1 → ?")
    #expect(try page.evaluate("(\(seen)).includes('1 → 2')") == "false")
    try page.press("ArrowRight")
    try page.type("7")
    try page.press("Enter")
    #expect(try page.text(of: "verdict").hasPrefix("Not so. You said 7; it is 2."))
    try page.press("End")
    #expect(try page.evaluate("document.querySelector('#result h3').textContent") == "1 of 4 right")
    // The answers stay on this machine, and in the page when it is opened again.
    try page.reload()
    #expect(try page.text(of: "score") == "1 of 4 right, 2 open")
    try page.click("reveal-all")
    try go(to: 4, in: page)
    #expect(try count(of: 1, in: page) == "2")
    #expect(try page.faults() == [])
  }

  @Test(arguments: [("#step=14", 1280, 800), ("?embed#step=14", 800, 450), ("?embed#step=10", 480, 320)])
  func `all of a question is to be seen at once`(address: String, width: Int, height: Int) throws {
    let page = try page(try Recording.lesson("cycles"), at: address, width: width, height: height)
    #expect(try page.evaluate("document.getElementById('question').offsetHeight > 0") == "true")
    #expect(
      try page.evaluate(
        "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.getElementById('told'))")
        == "0"
    )
    #expect(try page.faults() == [])
  }

  @Test func `tables, nested lists and links are what they are in Markdown`() throws {
    var recording = Recording(title: "A b c & x")
    recording.append(
      prose: """
        | a | `b` |
        |---|:-:|
        | 1 \\| 2 | **x** |

        - one
          - two
        - three

        See [this](https://example.org/x) and [that](javascript:window.owned=1).
        """)
    recording.append(RecordedLine(number: 1, text: "x", recording: []))
    let page = try page(recording)
    #expect(
      try page.evaluate("document.title + '|' + document.getElementById('title').textContent")
        == "A b c & x|A b c & x")
    #expect(
      try page.evaluate("[...document.querySelectorAll('th, td')].map((cell) => cell.textContent).join()")
        == "a,b,1 | 2,x")
    #expect(try page.evaluate("document.querySelectorAll('#words > ul > li').length") == "2")
    #expect(try page.evaluate("document.querySelector('#words li li').textContent") == "two")
    #expect(
      try page.evaluate("[...document.links].map((link) => link.href + link.rel + link.target).join()")
        == "https://example.org/xnoopener noreferrer_blank")
    #expect(try page.faults() == [])
  }

  // MARK: Live

  @Test(.enabled(if: LivePageServer.isAvailable, "node is not installed: apt-get install nodejs"))
  func `a live page follows, waits for a reader who looks back, and begins anew when its connection breaks`()
    throws
  {
    let server = try LivePageServer(Page.live(title: "A session"))
    var live = LiveRecording(title: "A session")
    let session = Session()
    var number = 0
    func say(_ line: String) throws {
      number += 1
      _ = session.evaluate(Array(line.utf8), number: number)
      try server.send(live.append(RecordedLine(number: number, text: line, recording: session.events)))
    }
    try server.send(live.opening)
    let page = try BrowserPage(at: server.address, in: browser)
    try page.wait(for: "document.getElementById('waiting').textContent === 'Waiting for the first line.'")
    for line in [
      "a = new string \"<img src=x onerror='window.owned = 1'>\"", "b = clone a", "c = new cell a",
    ] {
      try say(line)
    }
    try page.wait(for: "document.getElementById('place').textContent === 'Step 3 of 3'")
    #expect(try page.text(of: "status") == "live")
    #expect(try count(of: 1, in: page) == "3")
    #expect(try page.evaluate("document.querySelectorAll('.wire').length") == "1")
    try page.press("ArrowLeft")
    for line in ["drop a", "drop b", "drop c"] { try say(line) }
    try page.wait(for: "document.getElementById('place').textContent === 'Step 2 of 6'")
    #expect(try page.text(of: "ahead") == "Live is 4 steps ahead: End goes there")
    #expect(try count(of: 1, in: page) == "2")
    try server.send(Array("paused".utf8))
    try page.wait(for: "document.getElementById('status').textContent === 'paused'")
    try server.send(Array("break".utf8))
    try page.wait(for: "document.getElementById('status').textContent === 'live'")
    // A reader who looked back stays there.
    try page.wait(for: "document.getElementById('place').textContent === 'Step 2 of 6'")
    try page.press("End")
    #expect(try page.text(of: "place") == "Step 6 of 6")
    try say("d = new counter")
    try page.wait(for: "document.getElementById('place').textContent === 'Step 7 of 7'")
    #expect(try page.evaluate("document.querySelectorAll('.card').length") == "1")
    try server.send(Array("ended".utf8))
    try page.wait(for: "document.getElementById('status').textContent === 'the session has ended'")
    #expect(try page.evaluate("window.owned") == "undefined")
  }

  // MARK: Frames and paper

  @Test(arguments: [(480, 320), (800, 450)])
  func `in a frame the heap comes first, and the page does not scroll`(width: Int, height: Int) throws {
    let page = try page(Self.busy, at: "?embed#step=10", width: width, height: height)
    #expect(
      try page.evaluate("document.documentElement.scrollWidth + ' ' + document.documentElement.scrollHeight")
        == "\(width) \(height)")
    #expect(try page.evaluate("document.getElementById('script').offsetHeight") == "0")
    // The bar covers no card.
    #expect(
      try page.evaluate(
        "document.getElementById('heap').getBoundingClientRect().bottom <= document.querySelector('footer').getBoundingClientRect().top"
      ) == "true")
    #expect(
      Double(try page.evaluate("document.getElementById('heap').clientHeight")) ?? 0 > Double(height) * 0.3)
    try page.press("ArrowLeft")
    #expect(try page.text(of: "place") == "Step 9 of 11")
    #expect(try page.faults() == [])
  }

  @Test func `paper has all lines and the picture, light, and no buttons`() throws {
    let recording = Recording(script: (1...40).map { "a\($0) = new counter" })
    let page = try page(recording, at: "#step=40")
    try page.startPrinting()
    #expect(try page.evaluate("document.querySelectorAll('#paper .row').length") == "41")
    #expect(try page.evaluate("document.querySelectorAll('#paper .card').length") == "40")
    #expect(
      try page.evaluate(
        "[...document.querySelectorAll('button, footer')].every((node) => node.offsetHeight === 0)") == "true"
    )
    #expect(
      try page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)")
    try page.stopPrinting()
    #expect(try page.evaluate("document.getElementById('paper').childElementCount") == "0")
    #expect(try page.faults() == [])
  }

  @Test func `a hand-out has a picture for every step that changed something, and room for answers`() throws {
    let page = try page(try Recording.lesson("counts"), at: "?print")
    let steps = try page.evaluate(
      "[...document.querySelectorAll('#paper .step h3')].map((line) => line.textContent).join('|')")
    #expect(steps.hasPrefix("Step 1 > a = new string \"hello\"|Step 2 ? strong_count a|Step 3 > b = clone a"))
    #expect(try page.evaluate("document.querySelectorAll('#paper .blank').length") == "4")
    #expect(try page.evaluate("document.querySelectorAll('#paper figure').length") == "6")
    #expect(try page.evaluate("document.querySelectorAll('#paper [id]').length") == "0")
    // Text stays on the sheet of the step that it introduces.
    #expect(
      try page.evaluate("getComputedStyle(document.querySelector('#paper .words')).breakAfter") == "avoid")
    #expect(try page.faults() == [])
  }

  @Test(arguments: [1280, 360])
  func `hostile text is text, and nothing is asked for from anywhere`(width: Int) throws {
    var recording = Recording(title: hostileTexts[0])
    for text in hostileTexts {
      recording.append(prose: "# \(text)\n\n\(text)\n\n- [x](\(text))\n\n    \(text)\n")
    }
    let session = Recording(script: hostileScript)
    for step in session.steps { recording.append(step.line) }
    let page = try page(recording, width: width)
    for _ in recording.steps { try page.press("ArrowRight") }
    try go(to: 12, in: page)
    #expect(try page.evaluate("window.owned") == "undefined")
    #expect(try page.evaluate("document.title") == hostileTexts[0])
    #expect(
      try page.evaluate("document.images.length + document.scripts.length + document.links.length") == "2")
    #expect(
      try page.evaluate(
        "[...document.querySelectorAll('.value')].some((v) => v.textContent.includes('<img'))")
        == "true")
    #expect(try page.evaluate("/[\\u2028\\u202e\\u0000\\u001b]/.test(document.body.textContent)") == "false")
    #expect(try page.faults() == [])
  }

  @Test(arguments: ["cycles", "dangling"])
  func `a telephone shows it without scrolling sideways`(lesson: String) throws {
    let page = try page(try Recording.lesson(lesson), width: 360)
    try page.click("reveal-all")
    let steps = Int(try page.evaluate("document.getElementById('slider').max")) ?? 0
    for step in 1...steps {
      try go(to: step, in: page)
      #expect(try page.evaluate("document.documentElement.scrollWidth") == "360")
      // No card is cut off.
      #expect(
        try page.evaluate(
          "[...document.querySelectorAll('.card, .label')].every((card) => { const box = card.getBoundingClientRect(); "
            + "return box.left >= 0 && box.right <= 360; })") == "true")
    }
  }

  @Test func `ten thousand steps are shown a few at a time`() throws {
    let script = (1...10_000).map { $0 % 3 == 0 ? "c = new cell a" : "a = new counter \($0)" }
    let recording = Recording(script: script)
    let bytes = recording.exported(as: .html)
    // A kilobyte a step, and not the square.
    #expect(bytes.count < 10_000 * 1_024)
    let page = try BrowserPage(bytes, fragment: "#step=9000", in: browser)
    #expect(try page.text(of: "line") == "> c = new cell a")
    #expect(Int(try page.evaluate("document.querySelectorAll('*').length")) ?? .max < 1_500)
    try page.press("End")
    #expect(try page.text(of: "place") == "Step 10001 of 10001")
    try page.press("Home")
    #expect(try count(of: 1, in: page) == "1")
    // What a step leads to does not depend on the way there.
    for step in [5_000, 5_001] { try go(to: step, in: page) }
    let cards = "[...document.querySelectorAll('.card')].map((card) => card.textContent).sort().join()"
    let there = try page.evaluate(cards)
    for step in [10_000, 1, 7_000, 5_001] { try go(to: step, in: page) }
    #expect(try page.evaluate(cards) == there)
    #expect(try page.faults() == [])
  }

  @Test func `of a thousand objects those in view are drawn, by type, and the others come into view`() throws
  {
    let recording = Recording(
      script: (1...1_000).map { "n\($0) = new \($0 % 2 == 0 ? "counter" : "string \"x\"")" })
    let page = try page(recording, at: "#step=1000")
    let drawn = Int(try page.evaluate("document.querySelectorAll('.card').length")) ?? .max
    #expect((20...400).contains(drawn))
    #expect(try count(of: 1_000, in: page) == "1")
    #expect(try page.text(of: "notes") == "1000 objects live")
    #expect(
      try page.evaluate(
        "[...document.querySelectorAll('.frame-name')].map((name) => name.textContent).sort().join()")
        == "Counter · 500,String · 500")
    _ = try page.evaluate("document.getElementById('heap').scrollTo(0, 0)")
    try page.wait(
      for: "[...document.querySelectorAll('.card .object')].some((card) => card.textContent === '@1')")
    try page.press("+")
    #expect(Int(try page.evaluate("document.querySelectorAll('.card').length")) ?? .max < drawn)
    try page.press("0")
    #expect(try page.faults() == [])
  }

  @Test func `who cannot see or point finds names, roles and focus`() throws {
    let page = try page(try Recording.lesson("counts"), at: "#step=4")
    #expect(
      try page.evaluate(
        "[...document.querySelectorAll('button, input, select, section, [role=listbox]')].every((e) => "
          + "e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length || e.textContent)"
      )
        == "true")
    try page.click("reveal-all")
    #expect(
      try page.evaluate("document.querySelector('.card').getAttribute('aria-label')")
        == "@1 String \"hello\", count 2, named by a, b")
    try page.press("Tab")
    #expect(try page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none")
  }
}
