import Terminal

package enum Import {
  static let source = Operand(.fileOrStandardInput, "The jobs; - for standard input")
  static let model = Option("model", .model, "Make every line a job of this model")
  static let format = Option(
    "format", ValueKind<Format>.choice("jsonl|csv"), "How the jobs are written",
    byDefault: "by the file's name or content")
  static let tag = RepeatedOption("tag", .tag, "A word to find all of them by")
  static let again = Flag("again", "Queue the jobs even if the same file was imported before")

  package enum Format: String, CaseIterable, Sendable {
    case jsonl
    case csv
  }

  static let command = Command(
    "import", "Queue many jobs from a file: all of them or none",
    discussion: """
      JSON lines have the keys model, input, priority, tags, key, run_after, max_attempts and \
      max_price_usd. CSV has a header; with --model each column is an input, without it one \
      column is 'model'.

      Everything is checked first, and one bad line means no job. A file that was imported \
      before adds nothing. What may cost more than 'wavespool config confirm_over' is asked about \
      first.
      """,
    operands: [source], options: [model, format, tag, again, Selection.yes],
    examples: [
      Command.Example("wavespool import films.jsonl --tag spring"),
      Command.Example(
        "wavespool import - --format csv --model veo2-i2v < prompts.csv",
        "Each column an input of one model:"),
    ],
    seeAlso: ["export", "enqueue"])
}

enum Export {
  static let command = Command(
    "export", "Write jobs in the form that import reads",
    options: [Selection.status, Selection.model, Selection.tag, Selection.since],
    examples: [Command.Example("wavespool export --tag spring > spring.jsonl")],
    seeAlso: ["import"])
}
