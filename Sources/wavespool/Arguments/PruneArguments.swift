import Spool
import Terminal

enum Prune {
  static let olderThan = Option("older-than", .duration, "Only what ended longer ago than this")
  static let status = Option(
    "status", .endedStatuses, "Only jobs that ended like this")
  static let dryRun = Flag("dry-run", "Say what would go, and remove nothing")

  static let command = Command(
    "prune", "Remove finished jobs",
    discussion: """
      What they cost stays in the books, and their saved films stay where they are. wavespoold does \
      the same by itself, after as long as keep_completed, keep_failed and keep_cancelled say.
      """,
    options: [olderThan, status, dryRun, Selection.yes],
    examples: [Command.Example("wavespool prune --older-than 30d --status completed --dry-run")],
    seeAlso: ["db", "config"])
}
