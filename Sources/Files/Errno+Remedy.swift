internal import CSystemCalls
public import SystemPackage

extension Errno {
  /// The name as in `errno(3)`: "ENOENT" for instance.
  public var name: String {
    // SAFETY: the name is a string constant of the C library.
    unsafe error_name(rawValue).map { unsafe String(cString: $0) } ?? "errno \(rawValue)"
  }

  /// What a user of `new file` and its like can do about it.
  public var remedy: String {
    switch self {
    case .noSuchFileOrDirectory:
      "check the path: a folder on it is missing, or the file is missing and mode r does not create it"
    case .permissionDenied: "change the file's permissions, or choose another path or mode"
    case .notPermitted: "this file may not be used so; choose another"
    case .isDirectory: "name a file in the folder"
    case .notDirectory: "a part of the path that should be a folder is a file; check the path"
    case .fileExists: "choose another name, or remove the file first"
    case .tooManySymbolicLinkLevels: "a symbolic link on the path leads in a circle; check it with ls -l"
    case .fileNameTooLong: "shorten the path"
    case .tooManyOpenFiles: "drop handles to files that are no longer used, or raise ulimit -n"
    case .tooManyOpenFilesInSystem: "close files in other programs"
    case .noSpace: "free space on the disk, or write elsewhere"
    case .diskQuotaExceeded: "free space within your quota, or write elsewhere"
    case .fileTooLarge: "write less, or raise ulimit -f"
    case .readOnlyFileSystem: "choose a path on a file system that can be written"
    case .badFileDescriptor: "the file's mode does not allow it: open it with r, w, a or rw as needed"
    case .ioError: "the device failed; check the system's log"
    case .illegalSeek: "this file has no position to move"
    case .noMemory: "free memory"
    case .interrupted: "try again"
    case .resourceTemporarilyUnavailable: "nothing is there to read at the moment; try again later"
    case .noSuchAddressOrDevice: "no program is at the other end; name a regular file"
    case .textFileBusy: "the file is a program that runs; choose another"
    case .resourceBusy: "the file is in use; try again later"
    case .invalidArgument: "the file does not support this; name a regular file"
    case .brokenPipe: "the reader has gone"
    case .staleNFSFileHandle: "open the file anew"
    default: "see errno(3)"
    }
  }
}
