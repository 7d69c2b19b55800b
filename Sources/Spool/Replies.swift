// What an answer of the API means to the queue. `WaveSpeed` turns bytes into these; the lifecycle
// acts on them; neither knows the other's side.

/// What became of a POST that submits. The classes are those of the API page's table.
package enum SubmitReply: Equatable, Sendable {
  /// Nothing left this machine: try again after a pause, no attempt used.
  case notSent(Refusal)

  /// Charged. The report already names the prediction.
  case accepted(Report)

  /// Wrong in itself: fails, is never tried again.
  case rejected(Refusal)

  /// 401: the job stays queued, everything pauses.
  case keyRefused(Refusal)

  /// 402, 1407, "insufficient": the job stays queued, everything pauses.
  case creditRefused(Refusal)

  /// 403: the job stays queued, its model pauses.
  case forbidden(Refusal)

  /// 429: the job stays queued, its model or the account pauses.
  case throttled(Refusal, retryAfter: Duration?, holds: ThrottleScope)

  /// The request may have arrived, and nobody said whether: the one that must not be sent again.
  case unknown(Refusal)
}

/// Whom a 429 speaks of.
package enum ThrottleScope: Equatable, Sendable {
  case model
  case account
}

/// What became of a GET that asks how a prediction is doing. None but a report changes a job,
/// except `notFound` long after acceptance.
package enum PollReply: Equatable, Sendable {
  case report(Report)
  case notFound(Refusal)
  case keyRefused(Refusal)
  case throttled(Refusal, retryAfter: Duration?)

  /// Network trouble, 5xx, an unreadable body: ask again.
  case unanswered(Refusal)
}
