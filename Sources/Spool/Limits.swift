/// Three limits because they are three resources. Nil lifts one.
package struct Limits: Equatable, Sendable {
  package var inFlight: Int?
  package var perMinute: Int?
  package var pollsPerSecond: Double?

  /// Lowered by a 429 and raised again step by step; nil while the configured one holds. At least
  /// one: under none nothing would ever be accepted that could raise it again.
  package var inFlightForNow: Int?

  package init(
    inFlight: Int? = nil, perMinute: Int? = nil, pollsPerSecond: Double? = nil,
    inFlightForNow: Int? = nil
  ) {
    self.inFlight = inFlight.map { max(0, $0) }
    self.perMinute = perMinute.map { max(0, $0) }
    self.pollsPerSecond = pollsPerSecond
    self.inFlightForNow = inFlightForNow.map { min(max(1, $0), 1_000_000) }
  }

  /// What a new account is known to stand.
  package static let account = Limits(inFlight: 2, perMinute: nil, pollsPerSecond: 10)

  /// How many may be in flight now: the lower of what is configured and what was lowered.
  package var inFlightNow: Int? {
    guard let inFlight, let inFlightForNow else { return inFlight ?? inFlightForNow }
    return min(inFlight, inFlightForNow)
  }
}
