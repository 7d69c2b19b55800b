import Spool
import Terminal

enum Resolve {
  static let job = Operand(.job, "The job, which is uncertain or was cancelled while it was")
  static let adopt = Option(
    "adopt", ValueKind<PredictionID>.prediction, "This prediction is the job's: take it up")
  static let resubmit = Flag("resubmit", "Nothing was charged: submit it once more")
  static let giveUp = Flag("give-up", "Look no further: the job fails, or stays cancelled")

  static let command = Command(
    "resolve", "Settle by hand a job whose submission got no answer",
    discussion: """
      Such a job is 'uncertain': the request left, and whether it was accepted and charged is not \
      known. Look at your predictions at WaveSpeedAI, then say what is true.
      """,
    operands: [job], options: [adopt, resubmit, giveUp, Selection.yes],
    rules: [.exactlyOne([adopt, resubmit, giveUp])],
    examples: [Command.Example("wavespool resolve 42 --adopt 8f2c1e0a")],
    seeAlso: ["explain", "retry"])
}

extension ValueKind<PredictionID> {
  fileprivate static var prediction: Self {
    ValueKind<String>.text("PREDICTION").map { PredictionID($0) }
  }
}
