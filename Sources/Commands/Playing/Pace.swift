internal import ArgumentParser

/// How fast a document is played.
struct Pace {
  /// Milliseconds after an answer; nil to wait for a key.
  let pause: Int?
  /// Characters a second; 0 for all at once.
  let typeSpeed: Int

  /// The pause where a key should be waited for and no presenter is there to press one.
  private static let unattendedPause = 1_500

  func milliseconds(_ reason: WaitReason, share: Int) -> Int {
    switch reason {
    case .typing: typeSpeed == 0 ? 0 : 1_000 / typeSpeed
    case .reading: (pause ?? Self.unattendedPause) * share
    }
  }
}

/// The value of `--pace`.
enum PaceChoice: ExpressibleByArgument, Equatable {
  case enter
  case milliseconds(Int)

  private static let longest = 3_600.0

  init?(argument: String) {
    if argument == "enter" {
      self = .enter
    } else if let seconds = Double(argument), (0...Self.longest).contains(seconds) {
      self = .milliseconds(Int(seconds * 1_000))
    } else {
      return nil
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .enter: "enter"
    case .milliseconds(let milliseconds): "\(Double(milliseconds) / 1_000)"
    }
  }
}
