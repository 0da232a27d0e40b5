#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension WasmLibrary {
  /// The variable of the environment that names the library's file.
  public static let pathVariable = "EXTERNREF_WASMTIME"

  /// Where the library is: the file that ``pathVariable`` names, or else the one that `scripts/install-wasmtime`
  /// installs, in the folder for data of the XDG Base Directory Specification.
  public static var installedPath: String {
    if let path = environment(pathVariable) { return path }
    // The specification has relative paths ignored.
    let data = environment("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (data ?? (environment("HOME") ?? "") + "/.local/share") + "/externref/libwasmtime.so"
  }

  private static func environment(_ name: String) -> String? {
    // SAFETY: the string is copied at once. Programs that change their environment do so before there are threads.
    let value = unsafe getenv(name).map { unsafe String(cString: $0) }
    return value?.isEmpty == true ? nil : value
  }
}
