import Terminal

/// What a command does once its arguments are read. Failures are thrown; the code returned is for
/// commands that have an answer to give a script.
typealias Verb = @Sendable (Session) throws(CommandFailure) -> ExitCode

extension Wavespool {
  /// Every command that there is code for, by the path to it. The others are not offered.
  static let verbs: [[String]: Verb] = [
    ["cancel"]: Cancel.run,
    ["db", "path"]: Database.Path.run,
    ["db", "migrate"]: Database.Migrate.run,
    ["events"]: Events.run,
    ["explain"]: Explain.run,
    ["list"]: List.run,
    ["models"]: Models.run,
    ["resolve"]: Resolve.run,
    ["retry"]: Retry.run,
    ["show"]: Show.run,
    ["status"]: StatusReport.run,
    ["wait"]: Wait.run,
  ]

  static let offered = program.offering { verbs[$0] != nil }

  /// Runs one command line.
  static func run(_ words: [String], on console: Console) throws(CommandFailure) -> ExitCode {
    switch try parse(words) {
    case .help(let request):
      try help(request, words, on: console)
      return .done
    case .version:
      console.out.line("\(program.name) \(program.version)")
      return .done
    case .run(let invocation):
      guard let verb = verbs[invocation.path] else {
        preconditionFailure("\(invocation.path) is offered, but there is no code for it")
      }
      return try verb(try Session(invocation, on: console))
    }
  }

  private static func parse(_ words: [String]) throws(CommandFailure) -> Parsed {
    do throws(UsageError) {
      return try offered.parse(words)
    } catch {
      throw CommandFailure(error)
    }
  }

  private static func help(
    _ request: HelpRequest, _ words: [String], on console: Console
  ) throws(CommandFailure) {
    Help(offered, request.path).write(to: console.out)
  }
}
