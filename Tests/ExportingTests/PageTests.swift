import Exporting
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
    _ recording: Recording, at fragment: String = "", width: Int = 1280, isStill: Bool = true
  ) throws -> BrowserPage {
    try BrowserPage(
      recording.exported(as: .html), fragment: fragment, in: browser, width: width, isStill: isStill)
  }

  private static let short = Recording(script: [
    "a = new string \"hello\"", "b = clone a", "c = new cell a", "drop a", "drop b", "drop c",
  ])

  private func count(of object: Int, in page: BrowserPage) throws -> String {
    try page.evaluate(
      "[...document.querySelectorAll('.card')].find((card) => card.textContent.startsWith('@\(object)'))"
        + "?.querySelector('.count').textContent ?? 'none'")
  }

  @Test func `Keys, buttons, slider, list and chart go from step to step`() throws {
    let page = try page(Self.short)
    #expect(try page.text(of: "place") == "Step 1 of 7")
    #expect(try count(of: 1, in: page) == "1")
    try page.press("ArrowRight")
    #expect(try page.text(of: "place") == "Step 2 of 7")
    #expect(try count(of: 1, in: page) == "2")
    #expect(try page.text(of: "line") == "> b = clone a")
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
    _ = try page.evaluate("slider.focus(), slider.value = 4, slider.dispatchEvent(new Event('input'))")
    #expect(try count(of: 1, in: page) == "2")
    // On the slider, keys count once.
    try page.press("ArrowRight")
    #expect(try page.text(of: "place") == "Step 5 of 7")
    _ = try page.evaluate("document.querySelectorAll('.row')[5].click()")
    #expect(try page.text(of: "place") == "Step 6 of 7")
    #expect(try page.evaluate("document.querySelector('.row.current .text').textContent") == "drop c")
    #expect(try page.evaluate("lineList.getAttribute('aria-activedescendant')") == "row-6")
    #expect(try page.text(of: "announcement").hasPrefix("Step 6 of 7: drop c."))
    #expect(try page.faults() == [])
  }

  @Test func `What is destroyed shows for one step, and what holds it has an arrow`() throws {
    let page = try page(Self.short, at: "#step=3")
    #expect(try page.evaluate("document.querySelectorAll('.arrow').length") == "1")
    try page.go(to: "step=6")
    try page.wait(for: "current === 6")
    #expect(try page.evaluate("document.querySelectorAll('.card.destroyed').length") == "2")
    #expect(try page.evaluate("document.querySelectorAll('.arrow').length") == "0")
    try page.press("ArrowRight")
    #expect(try page.evaluate("document.querySelectorAll('.card').length") == "0")
    #expect(try page.text(of: "notes") == "No objects live.")
  }

  @Test func `The address names a step, and follows`() throws {
    let page = try page(Self.short, at: "#step=4")
    #expect(try page.text(of: "place") == "Step 4 of 7")
    try page.press("ArrowRight")
    try page.wait(for: "location.hash === '#step=5'")
    for (fragment, step) in [("step=2", 2), ("step=999", 7), ("step=0", 1), ("nonsense", 1)] {
      try page.go(to: fragment)
      try page.wait(for: "current === \(step)")
    }
    #expect(try page.faults() == [])
  }

  @Test func `It plays by itself to the end, with moves that end where they should`() throws {
    let page = try page(Self.short, isStill: false)
    _ = try page.evaluate("byId('speed').append(new Option('', '1', true, true))")
    try page.press(" ")
    try page.wait(for: "current === 7 && actors.size === 0")
    #expect(try page.evaluate("byId('play').getAttribute('aria-label')") == "Play")
    try page.press("Home")
    try page.wait(for: "[...actors.values()].every((actor) => actor.opacity === 1 && actor.x === actor.to.x)")
    #expect(try page.evaluate("actors.size") == "2")
    #expect(try page.faults() == [])
  }

  @Test func `A lesson keeps its answers back until they are asked for`() throws {
    let page = try page(try Recording.lesson("counts"), at: "#step=2")
    let seen = "document.body.innerText + ' ' + byId('announcement').textContent"
    #expect(try page.text(of: "line") == "? strong_count a")
    #expect(try page.text(of: "answer").isEmpty)
    #expect(try page.evaluate("document.querySelectorAll('.card').length") == "0")
    // Neither does the chart give it away.
    #expect(try page.evaluate("document.getElementById('past-area').getAttribute('width')") == "0")
    #expect(try page.evaluate("(\(seen)).includes('count 1')") == "false")
    try page.press("Enter")
    #expect(try page.text(of: "answer") == "1")
    #expect(try count(of: 1, in: page) == "1")
    try page.press("ArrowRight")
    #expect(try count(of: 1, in: page) == "1")
    #expect(try page.evaluate("(\(seen)).includes('1 → 2')") == "false")
    try page.click("reveal-all")
    #expect(try count(of: 1, in: page) == "2")
    #expect(try page.evaluate("byId('words').textContent.includes('A clone is a second handle')") == "true")
    #expect(try page.faults() == [])
  }

  @Test(arguments: [1280, 360])
  func `Hostile text is text, and nothing is asked for from anywhere`(width: Int) throws {
    var recording = Recording(title: hostileTexts[0])
    for text in hostileTexts {
      recording.append(prose: "# \(text)\n\n\(text)\n\n- [x](\(text))\n\n    \(text)\n")
    }
    let session = Recording(script: hostileScript)
    for step in session.steps { recording.append(step.line) }
    let page = try page(recording, width: width)
    for _ in recording.steps { try page.press("ArrowRight") }
    try page.go(to: "step=12")
    try page.wait(for: "current === 12")
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
  func `A telephone shows it without scrolling sideways`(lesson: String) throws {
    let page = try page(try Recording.lesson(lesson), width: 360)
    _ = try page.evaluate("revealsAll = true")
    let steps = Int(try page.evaluate("steps.length")) ?? 0
    for step in 1...steps {
      _ = try page.evaluate("go(\(step))")
      #expect(try page.evaluate("document.documentElement.scrollWidth") == "360")
    }
    // No card is cut off.
    #expect(
      try page.evaluate(
        "[...document.querySelectorAll('.card, .label')].every((card) => { const box = card.getBoundingClientRect(); "
          + "return box.left >= 0 && box.right <= 360; })") == "true")
  }

  @Test func `Ten thousand steps are shown a few at a time`() throws {
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
    _ = try page.evaluate("go(5000), go(5001)")
    let cards = "[...document.querySelectorAll('.card')].map((card) => card.textContent).join()"
    let there = try page.evaluate(cards)
    _ = try page.evaluate("go(10000), go(1), go(7000), go(5001)")
    #expect(try page.evaluate(cards) == there)
    #expect(try page.faults() == [])
  }

  @Test func `Of a thousand objects some are drawn, and the others counted`() throws {
    let recording = Recording(script: (1...1_000).map { "n\($0) = new counter \($0)" })
    let page = try page(recording, at: "#step=1000")
    #expect(try page.evaluate("document.querySelectorAll('.card').length") == "60")
    #expect(try count(of: 1_000, in: page) == "1")
    #expect(try page.text(of: "notes") == "940 more objects live, left out here.")
  }

  @Test func `Who cannot see or point finds names, roles and focus`() throws {
    let page = try page(try Recording.lesson("counts"), at: "#step=4")
    #expect(
      try page.evaluate(
        "[...document.querySelectorAll('button, input, select, section, [role=listbox]')].every((e) => "
          + "e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length || e.textContent)"
      )
        == "true")
    _ = try page.evaluate("revealsAll = true, refresh()")
    #expect(
      try page.evaluate("document.querySelector('.card').getAttribute('aria-label')")
        == "@1 String \"hello\", count 2, named by a, b")
    try page.press("Tab")
    #expect(try page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none")
  }
}
