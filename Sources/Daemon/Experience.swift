import Spool

/// What the API's answers have taught the daemon about how fast it may go. One turn learns in its
/// plan, and the daemon knows it once the commit stands.
struct Experience {
  /// As people set them, and as 429s have lowered them.
  var limits: [Scope: Limits]
  var easings: [Scope: Easing] = [:]
  var breakers: [ModelName: Breaker] = [:]

  /// Which step of each pause a good balance has ended, until a submission is accepted: the balance
  /// may be fine and the next submission refused, again and again.
  var hopes: [Pause.Reason: Int] = [:]

  /// How long predictions take.
  var histories: [ModelName: DurationHistory] = [:]

  /// Models whose history has grown and is not written yet.
  var learned: Set<ModelName> = []
}
