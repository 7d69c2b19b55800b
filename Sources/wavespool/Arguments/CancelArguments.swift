import Spool
import Terminal

// `cancel` and `retry` take ids, or a selection.

private let jobs = RepeatedOperand(.job, "The jobs")
private let selection: [any DeclaredOption] = [Selection.status, Selection.model, Selection.tag]
private let rules: [Rule] = [.atLeastOne([jobs] + selection), .excludes(jobs, selection)]

enum Cancel {
  static let ids = jobs

  static let command = Command(
    "cancel", "Cancel jobs",
    discussion: """
      What was not sent is never sent. A prediction that the API has accepted is paid for and \
      runs to its end; its result is kept, and cancel says so.

      Give ids, or select jobs by what they have in common.
      """,
    operands: [ids], options: selection + [Selection.yes], rules: rules,
    examples: [
      Command.Example("wavespool cancel 42 43"),
      Command.Example(
        "wavespool cancel --status queued --tag spring --yes", "A selection, without a question:"),
    ],
    seeAlso: ["retry", "pause"])
}

enum Retry {
  static let ids = jobs

  static let command = Command(
    "retry", "Queue failed or cancelled jobs again",
    discussion: """
      A prediction that is still running or has completed is taken up again and not paid for \
      twice; otherwise it is submitted anew, and retry says how often it may be and what that costs.

      Give ids, or select jobs by what they have in common.
      """,
    operands: [ids], options: selection + [Selection.yes], rules: rules,
    examples: [
      Command.Example("wavespool retry 42"),
      Command.Example("wavespool retry --status failed --model veo2-i2v"),
    ],
    seeAlso: ["cancel", "explain", "resolve"])
}
