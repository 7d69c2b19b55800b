/// Why a queued job is passed over for now: the column `jobs.waits_for`.
package enum WaitReason: String, CaseIterable, Sendable {
  /// A budget has no room for it.
  case budget

  /// It is dearer than its own `max_price_usd` allows.
  case maxPrice = "max_price"

  /// The API is being asked what it costs.
  case quote

  /// Nobody knows what it costs, and a person must say that it may be paid.
  case unknownPrice = "unknown_price"
}
