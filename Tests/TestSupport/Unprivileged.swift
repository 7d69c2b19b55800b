import Glibc

extension Program {
  /// Runs a program to its end as a user who owns nothing here: as root, to whom nothing is closed,
  /// it is somebody else's.
  package static func runUnprivileged(
    _ path: String, _ arguments: [String] = [], environment: [String: String] = [:],
    directory: String? = nil
  ) throws -> Ended {
    let command =
      geteuid() == 0
      ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", path] : [path]
    return try run(
      command[0], command.dropFirst() + arguments, environment: environment, directory: directory)
  }
}
