/// The version of the program and of the libraries: the one place where it stands. Packages, the manual pages and
/// CHANGELOG.md are checked against it.
let version = "0.1.0"
