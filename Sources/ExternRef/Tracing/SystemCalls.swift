#if Tracing
  #if canImport(Darwin)
    internal import Darwin
  #elseif canImport(Musl)
    internal import Musl
  #else
    internal import Glibc
  #endif

  // SAFETY throughout this folder: a trace's storage and its mapping are never freed, so a pointer to them stays good; a
  // slot is written by the one thread that reserved it, until its first word says that it is finished; and the memory of
  // other blocks is read by a system call that fails where there is none.

  /// What tracing asks of the system. No other file of this folder knows the C library.
  enum SystemCalls {
    /// An error number of the system.
    struct Failure: Error {
      let number: Int32

      /// The error of the call that has just failed.
      static var last: Failure { Failure(number: errno) }

      var text: String { unsafe String(cString: strerror(number)) }
    }

    // MARK: The process

    static var process: Int32 { getpid() }

    /// A variable of the environment. There is none for a program that runs with more rights than its user has.
    static func variable(_ name: String) -> String? {
      guard getuid() == geteuid(), getgid() == getegid() else { return nil }
      return unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    static func writeError(_ line: String) {
      var bytes = Array((line + "\n").utf8)
      _ = unsafe write(STDERR_FILENO, &bytes, bytes.count)
    }

    /// The path of the running program.
    static var programPath: String { CommandLine.arguments.first ?? "" }

    /// Calls a function when the process exits of its own accord.
    static func atExit(_ body: @convention(c) () -> Void) { _ = atexit(body) }

    /// Calls a function in each process that is forked from this one, before it does anything else.
    static func inForkedChildren(_ body: @convention(c) () -> Void) {
      _ = pthread_atfork(nil, nil, body)
    }

    // MARK: Threads

    /// A place that holds a word for each thread.
    struct ThreadWord {
      private let key: pthread_key_t

      init() {
        var key = pthread_key_t()
        let status = unsafe pthread_key_create(&key, nil)
        precondition(status == 0, "pthread_key_create: \(status)")
        self.key = key
      }

      /// This thread's word, at first 0.
      @inline(__always)
      var value: UInt {
        get { UInt(bitPattern: unsafe pthread_getspecific(key)) }
        nonmutating set { _ = unsafe pthread_setspecific(key, UnsafeRawPointer(bitPattern: newValue)) }
      }
    }

    /// The system's number for this thread.
    static var threadNumber: UInt64 {
      #if canImport(Darwin)
        var number: UInt64 = 0
        _ = unsafe pthread_threadid_np(nil, &number)
        return number
      #else
        // On Linux each thread has a folder, and its name is the number. There is no other way to it without a
        // function that Swift imports.
        var path = [CChar](repeating: 0, count: 64)
        let count = unsafe readlink("/proc/thread-self", &path, path.count - 1)
        guard count > 0 else { return 0 }
        let name = path[..<count].reversed().prefix { $0 != CChar(UInt8(ascii: "/")) }.reversed()
        return name.reduce(0) { $0 * 10 + UInt64($1 - CChar(UInt8(ascii: "0"))) }
      #endif
    }

    /// The name that this thread was given.
    static var threadName: String {
      #if canImport(Darwin)
        var name = [CChar](repeating: 0, count: 64)
        guard unsafe pthread_getname_np(pthread_self(), &name, name.count) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      #else
        let file = unsafe open("/proc/thread-self/comm", O_RDONLY | O_CLOEXEC)
        defer { closeFile(file) }
        var name = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(file, &name, name.count)
        return count > 0
          ? String(decoding: name[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self) : ""
      #endif
    }

    static func yield() { sched_yield() }

    // MARK: Time

    /// Milliseconds from a clock that never goes back, and that costs little to read.
    @inline(__always)
    static var milliseconds: UInt64 {
      #if canImport(Darwin)
        clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW_APPROX) / 1_000_000
      #else
        let time = time(of: CLOCK_MONOTONIC_COARSE)
        return UInt64(time.tv_sec) &* 1000 &+ UInt64(time.tv_nsec) / 1_000_000
      #endif
    }

    /// Nanoseconds from a clock that never goes back.
    static var nanoseconds: UInt64 {
      let time = time(of: CLOCK_MONOTONIC)
      return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Nanoseconds since 1970.
    static var wallClock: UInt64 {
      let time = time(of: CLOCK_REALTIME)
      return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    @inline(__always)
    private static func time(of clock: clockid_t) -> timespec {
      var time = timespec()
      _ = unsafe clock_gettime(clock, &time)
      return time
    }

    // MARK: Memory

    /// Memory of this process, to be read where it may be gone.
    struct OwnMemory {
      private let descriptor: Int32

      init() {
        #if canImport(Darwin)
          descriptor = -1
        #else
          descriptor = unsafe open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        #endif
      }

      func close() { closeFile(descriptor) }

      /// Copies memory.
      ///
      /// - Returns: Whether it was there, all of it.
      func read(_ address: UInt, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        #if canImport(Darwin)
          var count = vm_size_t(0)
          let status = unsafe vm_read_overwrite(
            mach_task_self_, vm_address_t(address), vm_size_t(buffer.count),
            vm_address_t(bitPattern: buffer.baseAddress), &count)
          return status == KERN_SUCCESS && count == buffer.count
        #else
          guard let offset = off_t(exactly: address) else { return false }
          return unsafe pread(descriptor, buffer.baseAddress, buffer.count, offset) == buffer.count
        #endif
      }
    }

    // MARK: Files

    private static func closeFile(_ descriptor: Int32) { if descriptor >= 0 { _ = close(descriptor) } }

    /// The file that a trace is written to, locked as long as it is open.
    struct File {
      let descriptor: Int32
      private let device: UInt64
      private let node: UInt64

      enum OpenFailure: Error {
        case system(Failure)
        case notAFile
        case inUse
      }

      /// Opens a regular file that no other process writes its trace to, and makes it empty.
      init(creating path: String) throws(OpenFailure) {
        while true {
          // Not blocking, so that a pipe is refused and not waited for.
          let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o666)
          guard descriptor >= 0 else { throw errno == EISDIR ? .notAFile : .system(.last) }
          var opened = stat()
          guard unsafe fstat(descriptor, &opened) == 0 else {
            let failure = Failure.last
            closeFile(descriptor)
            throw .system(failure)
          }
          guard opened.st_mode & S_IFMT == S_IFREG else {
            closeFile(descriptor)
            throw .notAFile
          }
          guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = Failure.last
            closeFile(descriptor)
            throw failure.number == EWOULDBLOCK ? .inUse : .system(failure)
          }
          // Between opening and locking, the file may have been removed or replaced.
          var found = stat()
          guard unsafe stat(path, &found) == 0, found.st_ino == opened.st_ino, found.st_dev == opened.st_dev
          else {
            closeFile(descriptor)
            continue
          }
          guard ftruncate(descriptor, 0) == 0 else {
            let failure = Failure.last
            closeFile(descriptor)
            throw .system(failure)
          }
          self.descriptor = descriptor
          (device, node) = (UInt64(truncatingIfNeeded: opened.st_dev), UInt64(opened.st_ino))
          return
        }
      }

      /// Whether the descriptor is still that of the file: programs that become daemons close all that they find.
      private var isOpen: Bool {
        var found = stat()
        return unsafe fstat(descriptor, &found) == 0 && UInt64(truncatingIfNeeded: found.st_dev) == device
          && UInt64(found.st_ino) == node
      }

      /// Why a file does not grow.
      enum GrowthFailure: Error {
        case full(Failure)
        case sizeLimit(Failure)
        case other(Failure)

        init(_ failure: Failure) {
          self =
            switch failure.number {
            case ENOSPC, EDQUOT: .full(failure)
            case EFBIG: .sizeLimit(failure)
            default: .other(failure)
            }
        }
      }

      /// Makes room on the disk, so that writing there through a mapping cannot fail.
      func reserve(_ range: Range<Int>) throws(GrowthFailure) {
        guard isOpen else { throw .other(Failure(number: EBADF)) }
        // Past the limit the system sends a signal that ends the process, so it is not asked.
        var limit = rlimit()
        #if canImport(Glibc)
          let status = unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        #else
          let status = unsafe getrlimit(RLIMIT_FSIZE, &limit)
        #endif
        guard status != 0 || range.upperBound <= limit.rlim_cur else {
          throw .sizeLimit(Failure(number: EFBIG))
        }
        #if !canImport(Darwin)
          var error: Int32
          repeat {
            error = posix_fallocate(descriptor, off_t(range.lowerBound), off_t(range.count))
          } while error == EINTR
          if error == 0 { return }
          guard error == EOPNOTSUPP || error == EINVAL || error == ENOSYS else {
            throw GrowthFailure(Failure(number: error))
          }
        #endif
        try writeZeros(range)
      }

      /// Makes room where the system has no call for it: zeros take room in every file system.
      private func writeZeros(_ range: Range<Int>) throws(GrowthFailure) {
        let zeros = unsafe UnsafeRawBufferPointer(start: Self.zeros, count: Self.zeroCount)
        var offset = range.lowerBound
        while offset < range.upperBound {
          let count = unsafe pwrite(
            descriptor, zeros.baseAddress, min(zeros.count, range.upperBound - offset), off_t(offset))
          if count > 0 {
            offset += count
          } else if errno != EINTR {
            throw GrowthFailure(.last)
          }
        }
      }

      private static let zeroCount = 1 << 18
      private static nonisolated(unsafe) let zeros = unsafe UnsafeRawPointer(calloc(1, zeroCount)!)

      /// Maps the file's first bytes, also those that it does not have yet: they are there as soon as it has them.
      func map(_ byteCount: Int) throws(Failure) -> UnsafeMutableRawPointer {
        let memory = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { throw .last }
        return unsafe memory
      }

      /// Cuts the file at its end and closes it.
      func close(at byteCount: Int) {
        guard isOpen else { return }
        _ = ftruncate(descriptor, off_t(byteCount))
        closeFile(descriptor)
      }

      /// Closes the file in a process that must not touch it.
      func abandon() { if isOpen { closeFile(descriptor) } }
    }

    static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// Gives back what lies behind the part of a mapping that was used.
    static func unmap(_ memory: UnsafeMutableRawPointer, from used: Int, to end: Int) {
      let page = sysconf(Int32(_SC_PAGESIZE))
      let start = (used + page - 1) / page * page
      if start < end { _ = unsafe munmap(memory + start, end - start) }
    }
  }
#endif
