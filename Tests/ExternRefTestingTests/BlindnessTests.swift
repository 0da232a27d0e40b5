import ExternRefTesting
import Testing

/// What `expectNoLeaks` does where handles cannot be seen. With the trait `Tracing` it is tested in `Tests/Traced`.
#if !Tracing
  struct BlindnessTests {
    private func isBlindness(_ issue: Issue) -> Bool {
      issue.comments.map(\.rawValue) == [
        "expectNoLeaks cannot see handles: the package externref is built without its trait Tracing"
      ]
    }

    @Test func `the closure runs, and an issue says that nothing was seen`() {
      var result = 0
      withKnownIssue {
        result = expectNoLeaks { 7 }
      } matching: {
        isBlindness($0)
      }
      #expect(result == 7)
    }

    @Test func `so it is with an asynchronous closure`() async {
      var result = 0
      await withKnownIssue {
        result = await expectNoLeaks {
          await Task.yield()
          return 7
        }
      } matching: {
        isBlindness($0)
      }
      #expect(result == 7)
    }
  }
#endif
