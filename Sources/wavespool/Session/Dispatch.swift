import Terminal

/// What a command does once its arguments are read. Failures are thrown; the code returned is for
/// commands that have an answer to give a script.
typealias Verb = @Sendable (Session) throws(CommandFailure) -> ExitCode

extension Wavespool {
  /// Every command that there is code for, by the path to it. The others are not offered.
  static let verbs: [[String]: Verb] = [
    ["budget"]: Budget.run,
    ["cancel"]: Cancel.run,
    ["completion"]: CompletionScript.run,
    ["config"]: Config.run,
    ["db", "backup"]: Database.Backup.run,
    ["db", "check"]: Database.Check.run,
    ["db", "migrate"]: Database.Migrate.run,
    ["db", "path"]: Database.Path.run,
    ["db", "reconcile"]: Database.Reconcile.run,
    ["db", "restore"]: Database.Restore.run,
    ["db", "vacuum"]: Database.Vacuum.run,
    ["doctor"]: Doctor.run,
    ["edit"]: Edit.run,
    ["enqueue"]: Enqueue.run,
    ["events"]: Events.run,
    ["explain"]: Explain.run,
    ["export"]: Export.run,
    ["import"]: Import.run,
    ["limit"]: Limit.run,
    ["list"]: List.run,
    ["models", "add"]: Models.Add.run,
    ["models", "remove"]: Models.Remove.run,
    ["models"]: Models.run,
    ["metrics"]: Metrics.run,
    ["open"]: Open.run,
    ["pause"]: Pause.run,
    ["prune"]: Prune.run,
    ["resolve"]: Resolve.run,
    ["resume"]: Resume.run,
    ["retry"]: Retry.run,
    ["show"]: Show.run,
    ["stats"]: Stats.run,
    ["status"]: StatusReport.run,
    ["wait"]: Wait.run,
    ["watch"]: Watch.run,
  ]

  static let offered = program.offering { verbs[$0] != nil }

  /// Runs one command line.
  static func run(_ words: [String], on console: Console) throws(CommandFailure) -> ExitCode {
    if words.count == 2, words[0] == CompletionWords.flag {
      CompletionWords.run(words[1], on: console)
      return .done
    }
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

  /// `enqueue MODEL --help` speaks of the model, as `models MODEL` does.
  private static func help(
    _ request: HelpRequest, _ words: [String], on console: Console
  ) throws(CommandFailure) {
    if request.path == ["enqueue"], let model = request.operands.first {
      let asked = ["models", model] + databaseWords(words)
      if case .run(let invocation) = try parse(asked) {
        _ = try Models.run(try Session(invocation, on: console))
        return
      }
    }
    Help(offered, request.path).write(to: console.out)
  }

  /// `--db PATH` or `--db=PATH` as it was typed.
  private static func databaseWords(_ words: [String]) -> [String] {
    guard let place = words.firstIndex(where: { $0 == "--db" || $0.hasPrefix("--db=") }) else {
      return []
    }
    return Array(words[place...].prefix(words[place] == "--db" ? 2 : 1))
  }
}
