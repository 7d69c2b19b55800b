import Glibc

extension Program {
  /// The path of one of the package's own executables.
  ///
  /// SwiftPM puts them beside the test bundle, which on Linux is itself the running executable;
  /// that holds for each configuration, sanitizer and scratch path. The test target has to depend
  /// on the executable, or it may not have been built.
  package static func built(_ name: String) throws(SystemError) -> String {
    var directory = try runningExecutable()
    // A build system that nests the bundle is met by looking further up.
    while let slash = directory.lastIndex(of: "/"), slash != directory.startIndex {
      directory = String(directory[..<slash])
      let candidate = "\(directory)/\(name)"
      if isExecutableFile(candidate) { return candidate }
    }
    throw SystemError("find \(name) beside \(try runningExecutable())", ENOENT)
  }

  package static func runningExecutable() throws(SystemError) -> String {
    guard let resolved = realpath("/proc/self/exe", nil) else { throw SystemError("realpath") }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// A directory may be executable, too: sources lie in folders of the same names.
  private static func isExecutableFile(_ path: String) -> Bool {
    var about = stat()
    return stat(path, &about) == 0 && about.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }
}
