/// How one scope's in-flight limit follows the API's refusals, as TCP finds the width of a road it
/// cannot see: halved by a 429, raised by one for each full window of successes.
///
/// The lowered limit itself is in `Limits`, because it is kept on disk. What is here may be lost:
/// after a restart a window begins anew.
package struct Easing: Equatable, Sendable {
  /// Accepted submissions since the limit was last changed.
  private var successes = 0

  /// What left before this says nothing about the lowered limit.
  private var loweredAt: Uptime?

  package init() {}

  /// A submission that left at `leaving` met a 429. Says what the limit is from now on; nil when the
  /// refusal belongs to a burst that has lowered it already.
  package mutating func refused(
    leaving: Uptime, under limits: Limits?, inFlight: Int, at now: Uptime
  ) -> Int? {
    if let loweredAt, leaving <= loweredAt { return nil }
    loweredAt = now
    successes = 0
    return max(1, (limits?.inFlightNow ?? inFlight) / 2)
  }

  /// A submission that left at `leaving` was accepted. Says what becomes of a lowered limit.
  package mutating func accepted(leaving: Uptime, under limits: Limits?) -> Change {
    guard let limits, let lowered = limits.inFlightForNow else { return .none }
    if let loweredAt, leaving <= loweredAt { return .none }
    successes += 1
    guard successes >= lowered else { return .none }
    successes = 0
    if let configured = limits.inFlight, lowered + 1 >= configured { return .lifted }
    return .raised(to: lowered + 1)
  }

  package enum Change: Equatable, Sendable {
    case none
    case raised(to: Int)

    /// The configured limit holds again.
    case lifted
  }
}
