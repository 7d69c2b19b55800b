/// What the API says of one prediction, in a submission's reply, a poll's or the history.
package struct Report: Equatable, Sendable {
  package let prediction: PredictionID
  package let progress: Progress

  /// The API's own word for the state, unchanged.
  package let remoteStatus: String
  package let outputs: [Output]

  /// Whether the API gave NSFW flags in a readable form: a list of booleans.
  package let nsfw: [Bool]?
  package let inferenceMilliseconds: Int64?
  package let createdAt: Timestamp?

  package init(
    prediction: PredictionID, progress: Progress, remoteStatus: String, outputs: [Output] = [],
    nsfw: [Bool]? = nil, inferenceMilliseconds: Int64? = nil, createdAt: Timestamp? = nil
  ) {
    self.prediction = prediction
    self.progress = progress
    self.remoteStatus = remoteStatus
    self.outputs = outputs
    self.nsfw = nsfw
    self.inferenceMilliseconds = inferenceMilliseconds
    self.createdAt = createdAt
  }

  package struct Output: Equatable, Sendable {
    /// Where it is; the beginning of a `data:` URI for one that came inside the answer.
    package let url: String

    /// All of that URI, which may be megabytes.
    package let content: String?

    /// Nil when the API gave no flag for this output.
    package let nsfw: Bool?

    package init(url: String, content: String? = nil, nsfw: Bool? = nil) {
      self.url = url
      self.content = content
      self.nsfw = nsfw
    }
  }

  /// Whether the API gives the money back: for its own failures, not for ours.
  package var isRefunded: Bool {
    switch progress {
    case .failed(let failure): failure.retry == .mayHelp
    case .waiting, .processing, .unfamiliar, .completed: false
    }
  }

  package enum Progress: Equatable, Sendable {
    /// `created`, `pending`.
    case waiting
    case processing

    /// A word we do not know: polling goes on.
    case unfamiliar
    case completed

    /// `failed`, `timeout`, `cancelled`, `deleted`, and completed without outputs.
    case failed(Failure)
  }

  package struct Failure: Equatable, Sendable {
    package let refusal: Refusal
    package let retry: Retriability

    package init(_ refusal: Refusal, _ retry: Retriability) {
      self.refusal = refusal
      self.retry = retry
    }
  }

  /// Whether trying again, for money, may help.
  package enum Retriability: Equatable, Sendable {
    case mayHelp

    /// Moderation, wrong parameters, unreachable media; cancelled, deleted, no outputs.
    case neverHelps
  }
}
