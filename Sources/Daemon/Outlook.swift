package import Spool
package import Store

/// What a turn says about the time to come.
package struct Outlook {
  package let nextTurn: Uptime
  package let submissionsOnTheWire: Int
  package let isQuiet: Bool
  package let hasUnrecorded: Bool

  /// Nothing would be lost by leaving now.
  package let mayLeave: Bool

  /// The turn did more than to look around.
  package let wasWork: Bool

  /// The database is not ours any more, or unusable for good.
  package let fatal: StoreError?
}
