internal import CWasmtime
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

// SAFETY throughout this folder: the library's functions are called with the types that its header gives them, and with
// pointers to what lives during the call. What they make belongs to one object here, which deletes it once, in its
// `deinit`; stores, modules and engines are kept by whatever was made in them. What belongs to a store is used on one
// thread at a time. Vectors that the library lends or fills in have as many elements as they say.

/// wasmtime's shared library, opened and examined.
///
/// Nothing links against it: the program that never loads it pays nothing for it.
public final class WasmLibrary: @unchecked Sendable {
  /// The major versions whose layouts are known.
  public static let supportedVersions = 45...50

  /// The library's major version.
  public let version: Int
  /// Where the library came from.
  public let path: String
  /// The library's functions. Filled before anybody else sees the object, and constant from then on.
  let api: cwasmtime_api

  /// Opens a library and makes sure that it is what this bridge was written for.
  ///
  /// The library stays loaded for the life of the process, as libraries do that start threads or keep thread-local
  /// data.
  ///
  /// - Parameter path: The library's file; by default the one that is installed.
  /// - Throws: An error of the kind ``WasmError/Kind/library`` that says what is wrong: the file is absent, cut off,
  ///   not a shared library, not wasmtime, or a version whose layouts are not known.
  public init(path: String = installedPath) throws(WasmError) {
    try Self.checkFile(path)
    // Without a slash the dynamic linker would search its own folders instead.
    let file = path.utf8.contains(UInt8(ascii: "/")) ? path : "./" + path
    guard let library = unsafe dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
      throw Self.unusable(path, Self.linkerMessage)
    }
    var api = cwasmtime_api()
    // SAFETY: the library is open, and the table has room for each function that is looked up.
    if let missing = unsafe cwasmtime_resolve(library, &api) {
      let isWasmtime = unsafe dlsym(library, "wasmtime_store_new") != nil
      // SAFETY: nothing of the library was used.
      unsafe dlclose(library)
      throw Self.unusable(
        path,
        isWasmtime
          ? "it is a version of wasmtime that is too old or lacks parts: it has no \(unsafe String(cString: missing))"
          : "it is not wasmtime")
    }
    version = try Self.examine(api, path: path)
    self.api = api
    self.path = path
  }

  private static var linkerMessage: String {
    // SAFETY: the string is the thread's own until its next call of the dynamic linker.
    unsafe dlerror().map { unsafe String(cString: $0) } ?? "the dynamic linker refuses it"
  }

  static func unusable(_ path: String, _ reason: String) -> WasmError {
    WasmError(.library, "cannot use '\(path)' as wasmtime's library: \(reason)")
  }

  /// Looks at the file before the dynamic linker does, which would run into the end of one that was cut off.
  private static func checkFile(_ path: String) throws(WasmError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw unusable(
        path,
        "\(unsafe String(cString: strerror(errno))); scripts/install-wasmtime installs wasmtime, and "
          + "\(pathVariable) names another file")
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw unusable(path, "it is not a regular file")
    }
    do throws(ELFImage.Problem) {
      let image = try ELFImage(size: UInt64(status.st_size)) { offset, count in
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
          // SAFETY: `pread` writes no more than the buffer holds, and says how much it wrote.
          read = unsafe max(0, pread(descriptor, buffer.baseAddress, count, off_t(clamping: offset)))
        }
      }
      try image.checkExtent()
    } catch {
      switch error {
      case .notELF: throw unusable(path, "it is not a shared library")
      case .truncated: throw unusable(path, "the file is cut off")
      }
    }
  }
}
