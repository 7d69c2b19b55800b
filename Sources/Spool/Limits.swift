/// Three limits because they are three resources. Nil lifts one.
package struct Limits: Equatable, Sendable {
  package var inFlight: Int?
  package var perMinute: Int?
  package var pollsPerSecond: Double?

  package init(inFlight: Int? = nil, perMinute: Int? = nil, pollsPerSecond: Double? = nil) {
    self.inFlight = inFlight
    self.perMinute = perMinute
    self.pollsPerSecond = pollsPerSecond
  }

  /// What a new account is known to stand.
  package static let account = Limits(inFlight: 2, perMinute: nil, pollsPerSecond: 10)
}
