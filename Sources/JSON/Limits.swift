extension JSON {
  /// How much is read, and how much is forgiven.
  package struct Limits: Equatable, Sendable {
    package var bytes: Int
    package var depth: Int
    package var values: Int

    /// Forgiven: a key that occurs twice (the last one counts), a byte order mark, control
    /// characters inside a string, and invalid UTF-8 or half a surrogate pair (each becomes U+FFFD).
    package var isLenient: Bool

    /// Left out: what follows the first object or list; and `NaN`, `Infinity`, `-Infinity`, a number
    /// of too many digits and what is nested too deep, each of which becomes null.
    package var leavesOut = false

    /// For what people write: anything that two readers might read differently is refused.
    /// The size leaves room for a picture of 50 MB as Base64.
    package static let standard = Limits(
      bytes: 128 << 20, depth: 64, values: 1_000_000, isLenient: false)

    /// For replies of the API, which have been paid for: whatever can be understood is.
    package static let replies = Limits(
      bytes: 32 << 20, depth: 64, values: 1_000_000, isLenient: true, leavesOut: true)
  }
}
