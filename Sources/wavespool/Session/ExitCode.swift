/// How a command ended, for scripts: part of the contract.
enum ExitCode: CInt, Sendable {
  case done = 0
  case failed = 1

  /// Wrong usage, or invalid input.
  case usage = 2

  /// No such job or model.
  case unknown = 3

  /// A job that was waited for did not complete.
  case incomplete = 4

  /// Waiting took too long.
  case timedOut = 5

  /// The database is busy or cannot be used.
  case database = 6
}
