import Spool
import Terminal

enum List {
  static let limit = Option("limit", .integer(in: 1 ... .max), "Show this many", byDefault: "50")
  static let jsonl = Flag("jsonl", "One JSON object a line")
  static let csv = Flag("csv", "Comma-separated, with a header")

  static let command = Command(
    "list", "Show jobs, the newest first",
    options: [
      Selection.status, Selection.model, Selection.tag, Selection.since, limit, jsonl, csv,
    ],
    rules: [.atMostOne([Common.json, jsonl, csv])],
    examples: [
      Command.Example("wavespool list --status failed,uncertain --since 2d"),
      Command.Example(
        "wavespool list --limit 1000 --jsonl | jq -r .id", "For a script, one job a line:"),
    ],
    seeAlso: ["show", "watch", "stats"])
}
