import JSON
import Media
import Spool
import Store
import WaveSpeed

/// What one turn decides, kept apart until its commit: a turn that cannot commit has decided nothing.
struct Plan {
  var acts: [Act] = []

  /// What the log says about it, once it is true.
  var news: [News] = []

  /// Slots that change hands in this turn, by scope.
  private(set) var freed: [Scope: Int] = [:]
  private(set) var planned: [Scope: Int] = [:]
  private var released: Set<AttemptID> = []

  var pauses: [Pause]
  var steering: Steering?

  var experience: Experience

  /// Predictions that have ended: how long after they were accepted, and after they last ran.
  var ends: [(model: ModelName, span: Duration, lag: Duration)] = []
  var seenEvent: Int64

  /// Whether people did more than this turn has followed.
  var hasMoreChanges = false

  /// Whether a claim may succeed in the next turn though nothing else happens.
  var hasMoreToClaim = false

  /// Whether jobs that are ready found no room.
  var isHeldBack = false

  /// Rows whose pictures begin to be kept in this turn.
  var keeping = 0

  /// Jobs whose claim the schema refused.
  var parked: Set<JobID> = []
  var nextDue: Timestamp?

  /// What may still be spent, less what this turn's claims have reserved.
  var purse: Purse
  var isPurseStale = false

  /// What was added up of the ledger does not hold any more.
  var isLedgerChanged = false

  /// Up to which change of the ledger the purse is true.
  var ledgerEdits: Int64 = 0

  /// Whether there may be room for more of those that wait for it than this turn takes on.
  var hasMoreToReadmit = false

  /// Jobs of which one turn does not let all back into line.
  var readmissions: [Readmission] = []

  /// With which skew the times of lost attempts are on record.
  var skewOnRecord: SkewOnRecord?

  /// Submissions in a row whose answers were lost.
  var unknownInARow: Int

  init(
    pauses: [Pause], experience: Experience, seenEvent: Int64, unknownInARow: Int, purse: Purse
  ) {
    self.purse = purse
    self.pauses = pauses
    self.experience = experience
    self.seenEvent = seenEvent
    self.unknownInARow = unknownInARow
  }

  enum News {
    case transition(Transition, StoredJob)
    case paused(Pause)
    case resumed(Pause)

    /// The in-flight limit for now; nil when the configured one holds again.
    case eased(Scope, Int?)
  }

  /// One thing to do once the commit stands.
  enum Act {
    case submit(AttemptID, Model, Turn.Outgoing)
    case follow(AttemptID, ModelName, Report)
    case makeUncertain(AttemptID, ModelName)
    case looked(AttemptID, ModelName, looks: Int)
    case endSearch(ModelName)
    case release(AttemptID, ModelName)
    case notice(AttemptID, remoteStatus: String)
    case pollAgain(AttemptID)
    case recordedPolls(AttemptID)
    case ask(APIRequest, Exchange)
    case askPrice(Quotes.Key, ModelName, JSON.Object)
    case letAskPrices
    case readBills(to: Timestamp)
    case bringPictures(JobID, ModelName, Set<Digest>)
    case keepPictures(JobID, ModelName, input: String, keys: [String])
    case keepPicturesLater(JobID, ModelName)
    case composeBody(JobID, ModelName, Errand.Body)
    case recordedUpload(Digest)
    case endSaving(OutputID)
    case saveLater(OutputID)
    case lookForOutputs
    case endKeeping(JobID, until: Uptime?)
    case endComparison
    case compareAgain(at: Uptime)
  }

  mutating func claim(_ attempt: AttemptID, _ model: Model, _ outgoing: Turn.Outgoing) {
    acts.append(.submit(attempt, model, outgoing))
    planned[.account, default: 0] += 1
    planned[.model(model.name), default: 0] += 1
  }

  /// `holdsSlot` is false for one whose slot was given up, or given back, before.
  mutating func release(_ attempt: AttemptID, _ model: ModelName, holdsSlot: Bool) {
    acts.append(.release(attempt, model))
    guard holdsSlot, released.insert(attempt).inserted else { return }
    freed[.account, default: 0] += 1
    freed[.model(model), default: 0] += 1
  }

  /// The ledger was changed by others, or under all at once: what counts is read again.
  mutating func addUpAgain() {
    isLedgerChanged = true
    isPurseStale = true
  }

  func planned(_ scope: Scope) -> Int { planned[scope] ?? 0 }
  func freed(_ scope: Scope) -> Int { freed[scope] ?? 0 }

  func pause(_ scope: Scope, _ reason: Pause.Reason) -> Pause? {
    pauses.first { $0.scope == scope && $0.reason == reason }
  }
}
