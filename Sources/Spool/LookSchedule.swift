/// When the API's history is looked at for an attempt whose answer was lost.
///
/// A prediction may appear there late, nobody knows how late: so again and again, at growing
/// distances, about 36 minutes in all.
package enum LookSchedule {
  /// After the last POST of the model has ended.
  package static let first = Duration.seconds(1)

  /// After each look that settled nothing.
  private static let waits: [Duration] = [
    .seconds(15), .seconds(60), .seconds(300), .seconds(1800),
  ]

  /// From the first look to the last.
  package static var span: Duration { waits.reduce(.zero, +) }

  /// How long after its `looks`-th look the next one comes; nil when that was the last.
  package static func wait(afterLooks looks: Int) -> Duration? {
    precondition(looks > 0, "The first look is not after another")
    return looks <= waits.count ? waits[looks - 1] : nil
  }

  /// After a look that could not be taken because the API did not answer.
  package static func waitAfterTrouble(_ failures: Int) -> Duration {
    Duration.seconds(5).doubled(failures - 1, atMost: .seconds(300))
  }
}
