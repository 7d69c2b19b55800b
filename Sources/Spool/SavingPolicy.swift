/// What becomes of the films and pictures that jobs bring.
package struct SavingPolicy: Equatable, Sendable {
  /// Whether they are fetched at all.
  package var isOn = true
  package var nsfw = NSFWPolicy.save

  /// Saving pauses while less than this is free where they go.
  package var diskFloor = ByteCount(bytes: 1_000_000_000)

  /// None larger than this is saved.
  package var largest = ByteCount(bytes: 2_000_000_000)

  package init() {}
}

/// What becomes of an output that the API has flagged. One without a flag is saved like any other.
package enum NSFWPolicy: String, CaseIterable, Sendable {
  case save
  case skip

  /// Saved into a folder that only the daemon's own user may open.
  case quarantine
}
