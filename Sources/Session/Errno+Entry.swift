internal import Model
internal import SystemPackage

extension Errno {
  /// The name as in `errno(3)`, and what a user of `new file` and its like can do about it.
  var entry: (name: String, remedy: String) {
    switch self {
    case .noSuchFileOrDirectory:
      ("ENOENT", "check the path: a folder on it is missing, or the file is and mode r does not create it")
    case .permissionDenied: ("EACCES", "change the file's permissions, or choose another path or mode")
    case .notPermitted: ("EPERM", "this file may not be used so; choose another")
    case .isDirectory: ("EISDIR", "name a file in the folder")
    case .notDirectory: ("ENOTDIR", "a part of the path that should be a folder is a file; check the path")
    case .fileExists: ("EEXIST", "choose another name, or remove the file first")
    case .tooManySymbolicLinkLevels:
      ("ELOOP", "a symbolic link on the path leads in a circle; check it with ls -l")
    case .fileNameTooLong: ("ENAMETOOLONG", "shorten the path")
    case .tooManyOpenFiles: ("EMFILE", "drop handles to files that are no longer used, or raise ulimit -n")
    case .tooManyOpenFilesInSystem: ("ENFILE", "close files in other programs")
    case .noSpace: ("ENOSPC", "free space on the disk, or write elsewhere")
    case .diskQuotaExceeded: ("EDQUOT", "free space within your quota, or write elsewhere")
    case .fileTooLarge: ("EFBIG", "write less, or raise ulimit -f")
    case .readOnlyFileSystem: ("EROFS", "choose a path on a file system that can be written")
    case .badFileDescriptor:
      ("EBADF", "the file's mode does not allow it: open it with r, w, a or rw as needed")
    case .ioError: ("EIO", "the device failed; check the system's log")
    case .illegalSeek: ("ESPIPE", "this file has no position to move")
    case .noMemory: ("ENOMEM", "free memory")
    case .interrupted: ("EINTR", "try again")
    case .resourceTemporarilyUnavailable:
      ("EAGAIN", "nothing is there to read at the moment; try again later")
    case .noSuchAddressOrDevice: ("ENXIO", "nobody is at the other end; name a regular file")
    case .textFileBusy: ("ETXTBSY", "the file is a program that runs; choose another")
    case .resourceBusy: ("EBUSY", "the file is in use; try again later")
    case .invalidArgument: ("EINVAL", "the file does not support this; name a regular file")
    case .brokenPipe: ("EPIPE", "the reader has gone")
    case .staleNFSFileHandle: ("ESTALE", "open the file anew")
    default: ("errno \(rawValue)", "see errno(3)")
    }
  }
}
