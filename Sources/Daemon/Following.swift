import Spool
import WaveSpeed

/// What the daemon remembers of an attempt that holds a slot. All of it can be rebuilt from disk.
struct Following {
  let model: ModelName

  /// When its claim was written, by the clock on the wall.
  let sentOn: Timestamp
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

    /// By both clocks: the one to poll by, and the one to know when the API forgets it.
    let acceptedAt: Uptime
    let acceptedOn: Timestamp
    var remoteStatus: String?

    /// Polls in a row that brought no news.
    var troubles = 0
    var isBeingPolled = false
    var hasToldUnfamiliar = false
  }

  var running: Running? {
    get { if case .running(let running) = stage { running } else { nil } }
    set { if let newValue { stage = .running(newValue) } }
  }

  var isSending: Bool {
    if case .sending = stage { true } else { false }
  }
}
