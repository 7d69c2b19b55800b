import Spool
import WaveSpeed

/// What the daemon remembers of an attempt that holds a slot. All of it can be rebuilt from disk.
struct Following {
  let model: ModelName

  /// When its claim was written, by the clock on the wall.
  var sentOn: Timestamp
  var stage: Stage
  var unrecordedPolls = 0

  enum Stage {
    /// The request is on the wire.
    case sending(since: Uptime)

    /// Nobody knows what became of it.
    case uncertain
    case running(Running)
  }

  struct Running {
    let prediction: PredictionID

    /// When it was accepted by both clocks: the one to poll by, and the one to know when the API
    /// forgets it.
    var bet: PollBet
    var acceptedOn: Timestamp
    var remoteStatus: String?

    /// Polls in a row that brought no news.
    var troubles = 0

    /// Polls in a row whose news the schema refused to record.
    var refusals = 0

    /// Polls that the API answered with 404.
    var notFounds = 0

    /// The last of them, since it was last found.
    var notFoundsInARow = 0
    var isBeingPolled = false

    /// People were told that no poll brings an answer any more.
    var isSilent = false

    /// It has not ended within a day: others may have its slot.
    var isParked = false

    var acceptedAt: Uptime { bet.acceptedAt }

    /// By which of the API's versions to ask. The catalog may have changed since it was submitted, and
    /// a prediction is found by the version that took it: the first 404 may be mere lag, after more
    /// the other version is asked in turn, and kept to once it knows.
    func version(by listed: APIVersion) -> APIVersion {
      guard notFounds > 1, notFounds.isMultiple(of: 2) else { return listed }
      return listed == .v2 ? .v3 : .v2
    }
  }

  var running: Running? {
    get { if case .running(let running) = stage { running } else { nil } }
    set { if let newValue { stage = .running(newValue) } }
  }

  var holdsSlot: Bool { !(running?.isParked ?? false) }

  var isSending: Bool {
    if case .sending = stage { true } else { false }
  }
}
