/// Three limits because they are three resources. Nil lifts one.
package struct Limits: Equatable, Sendable {
  package var inFlight: Int?
  package var perMinute: Int?
  package var pollsPerSecond: Double?

  /// Lowered by a 429 and raised again step by step; nil while the configured one holds.
  package var inFlightForNow: Int?

  package init(
    inFlight: Int? = nil, perMinute: Int? = nil, pollsPerSecond: Double? = nil,
    inFlightForNow: Int? = nil
  ) {
    self.inFlight = inFlight
    self.perMinute = perMinute
    self.pollsPerSecond = pollsPerSecond
    self.inFlightForNow = inFlightForNow
  }

  /// What a new account is known to stand.
  package static let account = Limits(inFlight: 2, perMinute: nil, pollsPerSecond: 10)

  /// How many may be in flight now: the lower of what is configured and what was lowered.
  package var inFlightNow: Int? {
    guard let inFlight, let inFlightForNow else { return inFlight ?? inFlightForNow }
    return min(inFlight, inFlightForNow)
  }
}
