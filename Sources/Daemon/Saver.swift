import Media
import Spool
import Store

/// What the daemon remembers of outputs on their way to the disk. All of it can be forgotten: what is
/// not saved is `pending` in the database, and begun anew.
///
///     pending ─▶ fetching ─▶ finishing (on the bench) ─▶ recorded: saved
///       ▲           │  ▲            │
///       │           ▼  │            ▼
///       └──────── resting ◀─────────┘            ─▶ recorded: failed
///
/// What looks cut off is set aside by the bench and fetched again; it comes to its place after all when
/// nothing better is to be had.
struct Saver {
  var savings: [OutputID: Saving] = [:]

  /// The database may hold more than is known here.
  var mayHaveMore = true

  /// The next look at the database without any other reason.
  var nextLook = Uptime.start

  /// Why nothing is saved for now, and when that is looked at again.
  var pause: (reason: String, until: Uptime)?

  struct Saving {
    let output: PendingOutput
    var stage: Stage

    /// Where it is asked for next: elsewhere than at first, after a redirect.
    var url: String
    var hops = 0
    var part: Part?

    /// In a row, without any bytes between.
    var failures = 0
    var refusals = 0

    /// It came, and looked cut off.
    var doubts = Doubts()

    enum Stage {
      case resting(until: Uptime)
      case fetching(OpenFile, Fetch)
      case finishing
      case recording
    }

    var isUnderWay: Bool {
      switch stage {
      case .fetching, .finishing, .recording: true
      case .resting: false
      }
    }
  }

  /// How many are on their way at a time; how many more may rest before no others are begun.
  static let atOnce = 4
  static let mostKnown = 500
  static let mostHops = 5

  var room: Int { Saver.atOnce - savings.values.count(where: \.isUnderWay) }

  var nextDue: Uptime? {
    let resting = savings.values.compactMap { saving -> Uptime? in
      if case .resting(let until) = saving.stage { until } else { nil }
    }
    if let pause { return pause.until }
    return room > 0 ? (resting + [nextLook]).min() : nil
  }

  /// Whether nothing more will be saved by itself.
  var isIdle: Bool { pause != nil || savings.isEmpty && !mayHaveMore }
}
