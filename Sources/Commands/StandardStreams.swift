internal import Files
internal import Glibc
internal import SystemPackage

/// What the process inherits, put right before anything else happens.
enum StandardStreams {
  /// Sees to it that no other file gets the number of a standard stream, that writing too much to a file is an error of
  /// the line, and that a signal leaves no temporary folder behind.
  static func prepare() {
    occupy()
    TemporaryFolder.clearOnSignals()
    // Past the limit of `ulimit -f` this signal would end the process. Ignored, `write` fails with EFBIG.
    _ = signal(SIGXFSZ, SIG_IGN)
  }

  /// Fills the places of standard streams that are closed.
  ///
  /// The system gives a new file the lowest free number. With standard output closed that would be 1, and results
  /// would be written into the user's file. What fills a place is open the wrong way round, so that using the
  /// stream fails with EBADF as it would have.
  private static func occupy() {
    for (number, mode) in [(0, .writeOnly), (1, .readOnly), (2, .readOnly)]
      as [(CInt, FileDescriptor.AccessMode)]
    where fcntl(number, F_GETFD) < 0 {
      // All lower numbers are taken, so this one is the lowest that is free.
      _ = try? FileDescriptor.open("/dev/null", mode)
    }
  }
}
