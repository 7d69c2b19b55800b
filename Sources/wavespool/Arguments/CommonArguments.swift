import Spool
import Terminal

/// What may be given with every command.
enum Common {
  static let database = Option(
    "db", .file.named("PATH"), "The queue's database; else $WAVESPOOL_DB, else the usual place")
  static let json = Flag("json", "Answer in JSON")
  static let quiet = Flag("quiet", short: "q", "Say nothing that was not asked for")
  static let all: [any DeclaredOption] = [database, json, quiet]
}

/// Which jobs, by what they have in common.
enum Selection {
  static let status = Option(
    "status", .statuses, "Jobs with one of these statuses")
  static let model = Option("model", .model, "Jobs of this model; a unique suffix will do")
  static let tag = Option("tag", .tag, "Jobs with this tag")
  static let since = Option("since", .since, "Jobs queued since then")
  static let yes = Flag("yes", short: "y", "Do not ask first")
}

/// What a job is told when it is queued or edited.
enum JobSettings {
  static let priority = Option(
    "priority", .integer(in: Int(Int32.min)...Int(Int32.max)),
    "Higher goes first; a new job has 0")
  static let after = Option("after", .duration, "Wait this long before it may start")
  static let tag = RepeatedOption("tag", .tag, "A word to find it by")
}
