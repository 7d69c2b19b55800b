/// What is wrong with a command line: one line of what and why, at most one of remedy.
///
/// The caller prints both after its name and exits with 2.
package struct UsageError: Error, Equatable, Sendable {
  package let message: String
  package let hint: String?

  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}

/// Why a text is no value of some kind. Which option or operand it was for is said by the parser.
package struct BadValue: Error, Equatable, Sendable {
  package let reason: String
  package let hint: String?

  package init(_ reason: String, hint: String? = nil) {
    self.reason = reason
    self.hint = hint
  }
}

/// A word of the user's inside one of our sentences: harmless, and short enough to leave it one.
package func quoted(_ word: String) -> String {
  "'" + word.visible.fitted(to: 60) + "'"
}
