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
    examples: [Command.Example("wavespool resolve 42 --adopt 8f2c1e0a41b74f6e9d3a5c7be1f20c88")],
    seeAlso: ["explain", "retry"])
}

extension Unicode.Scalar {
  fileprivate var cannotBeInAnID: Bool {
    properties.isWhitespace || properties.generalCategory == .control
  }
}

extension ValueKind<PredictionID> {
  fileprivate static var prediction: Self {
    ValueKind<String>.text("PREDICTION").map { text throws(BadValue) in
      guard !text.unicodeScalars.contains(where: \.cannotBeInAnID) else {
        throw BadValue("an id has neither spaces nor control characters in it")
      }
      return PredictionID(text)
    }
  }
}
