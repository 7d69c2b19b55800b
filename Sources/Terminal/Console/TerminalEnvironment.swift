private import Glibc

/// What the environment says about drawing: read once, passed in, so that tests need no variables.
package struct TerminalEnvironment: Sendable {
  package let forbidsColour: Bool

  /// A terminal that only writes on: it knows no colours, and its cursor cannot be moved.
  package let isDumb: Bool

  /// `$COLUMNS`, where it is a positive number.
  package let columns: Int?

  package init(noColor: String? = nil, term: String? = nil, columns: String? = nil) {
    // no-color.org: set, and not empty.
    isDumb = term == "dumb"
    forbidsColour = noColor.map { !$0.isEmpty } == true || isDumb
    self.columns = columns.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Of this process.
  package static var current: TerminalEnvironment {
    TerminalEnvironment(
      noColor: variable("NO_COLOR"), term: variable("TERM"), columns: variable("COLUMNS"))
  }

  private static func variable(_ name: String) -> String? {
    // SAFETY: nothing here changes the environment, so the C string lives while it is copied.
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
