import Media
import Spool
import Store

/// What the daemon does now and then so that its database stays small. All of it can be forgotten at
/// any moment: each step is whole by itself, and what is left over is found by the next round.
///
///     resting ─▶ jobs ─▶ events ─▶ pictures: finding ─▶ comparing ─▶ removing ─▶ space ─▶ resting
///
/// A step takes a few milliseconds, in a turn that has nothing else to do.
struct Keeper {
  var stage = Stage.resting

  /// The first round begins at once, for a daemon that is started by a timer lives but a moment.
  var nextRound = Uptime.start
  var nextStep = Uptime.start
  var removed = Removed()

  /// Behind which picture the next round goes on: each looks at so many.
  var lastPicture: Digest?

  /// What was said about the pictures' folder.
  var hasToldOfNeighbour = false

  struct Removed {
    var jobs = 0

    /// Completed ones with a key, which `enqueue --once` does not know any more.
    var keyed = 0
    var pictures = 0
  }

  enum Stage {
    case resting
    case jobs(Status, after: PrunePlace)
    case events

    /// The bench is at it.
    case findingPictures

    /// Those that no job is known to name so far.
    case comparingPictures(Set<Digest>, after: JobID)
    case removingPictures
    case space
  }

  /// How much one step may take on.
  static let jobsAtOnce = 25
  static let rowsAtOnce = 500
  static let bytesAtOnce = 1 << 20
  static let pagesAtOnce = 64
  static let picturesARound = 10_000

  static let rounds = Duration.seconds(3600)

  /// A picture is kept before the row that names it; an import of many may take its time.
  static let youth = Duration.seconds(86_400)

  var isResting: Bool {
    if case .resting = stage { true } else { false }
  }

  /// When the next step is due; nil while the bench is at work, or nothing is to be done: a round
  /// has time until the minute's turn.
  var nextDue: Uptime? {
    switch stage {
    case .resting, .findingPictures, .removingPictures: nil
    case .jobs, .events, .comparingPictures, .space: nextStep
    }
  }
}
