import LineEditor
import Testing

struct EditorLifeTests {
  @Test func `a second editor in the process is refused`() async {
    await #expect(processExitsWith: .failure) {
      let first = ReadlineEditor(history: History(path: nil))
      let second = ReadlineEditor(history: History(path: nil))
      withExtendedLifetime((first, second)) {}
    }
  }

  @Test func `an editor that is gone makes room for another`() async {
    await #expect(processExitsWith: .success) {
      for _ in 0..<2 { _ = ReadlineEditor(history: History(path: nil)) }
    }
  }
}
