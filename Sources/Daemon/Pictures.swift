import Media
import Spool
import WaveSpeed

/// What the daemon remembers of pictures on their way to the API. All of it can be forgotten: uploads
/// cost nothing and are begun anew.
///
///     in line ─▶ examining ─▶ asking for a place ─▶ putting ─▶ recorded in the table `uploads`
///                                  │      ▲             │
///                                  │      └── resting ◀─┴── (and from anywhere else)
///                                  └─▶ no such endpoint, or too many setbacks: sent inline
struct Pictures {
  /// Jobs that are not claimed, because a picture of theirs is not ready.
  private(set) var waiting: [JobID: Waiting] = [:]
  private var waitingByModel: [ModelName: Int] = [:]
  var uploads: [Digest: Uploading] = [:]
  private var line: [Digest] = []

  /// What is sent inside the body, because it could not be uploaded; for a while, then that is
  /// tried again.
  var inline: [Digest: (facts: PictureFacts, until: Uptime)] = [:]

  /// What keeps a picture from ever being sent; until somebody writes to the database, who may have
  /// put it right.
  var faults: [Digest: Refusal] = [:]
  var composed: [JobID: Composed] = [:]

  /// Jobs whose bodies are being put together.
  var composing: Set<JobID> = []

  /// The API takes no uploads, as far as it said; it is asked again after a while.
  var noEndpointUntil: Uptime?

  /// Rows whose written pictures are being kept. Each is held in memory until that is recorded, and
  /// may be tens of megabytes.
  var keeping = 0

  struct Waiting {
    let model: ModelName
    var needs: Set<Digest> = []
    var until: Uptime?

    /// Its pictures stand in its row, and are kept once there is room for that.
    var isToBeKept = false

    /// For others' bodies to leave, so that its own may be put together.
    var isForRoom = false
  }

  struct Uploading {
    var stage = Stage.inLine
    var facts: PictureFacts?
    var failures = 0

    /// What speaks for sending it another way.
    var setbacks = 0

    enum Stage {
      case inLine
      case examining
      case asking

      /// The file is open for as long as it is read.
      case putting(OpenFile, UploadTicket)
      case recording
      case resting(until: Uptime)
    }

    /// Why it has not come to its place, by how much that says of the next try. What also keeps a job
    /// from being taken says nothing: the key, a limit of the API, our own disk.
    enum Setback: Int {
      /// The API, or a gateway before it, may only be down.
      case noAnswer = 1

      /// There is no place, or no way to it.
      case noPlace = 2

      /// The place was reached and did not take it.
      case refused = 3
    }

    /// About a quarter of a minute without a place; eight minutes without the API.
    static let mostSetbacks = 10

    var isUnderWay: Bool {
      switch stage {
      case .examining, .asking, .putting, .recording: true
      case .inLine, .resting: false
      }
    }
  }

  /// A body that was put together and waits to be claimed with.
  struct Composed {
    let body: String
    let file: ComposedBody
    let madeAt: Uptime
  }

  /// How many pictures are on their way at a time.
  static let atOnce = 4

  /// Rows with pictures in them, that are kept at a time.
  static let mostKept = 2

  /// A body with its pictures in it is as large as they are: so many of them lie on the disk at a time.
  static let mostComposed = 2

  var hasRoomToCompose: Bool { composed.count + composing.count < Self.mostComposed }

  /// How many jobs of a model wait for theirs before others behind them are not looked at.
  static let mostWaiting = 200

  func waits(_ job: JobID) -> Bool { waiting[job] != nil }
  func waiting(of model: ModelName) -> Int { waitingByModel[model] ?? 0 }

  mutating func wait(_ job: JobID, _ wait: Waiting) {
    if waiting.updateValue(wait, forKey: job) == nil {
      waitingByModel[wait.model, default: 0] += 1
    }
  }

  /// The job may be looked at again.
  mutating func wake(_ job: JobID) {
    guard let woken = waiting.removeValue(forKey: job) else { return }
    waitingByModel[woken.model, default: 1] -= 1
  }

  /// Something has become of a picture: whoever waits for it may be looked at again.
  mutating func wake(for digest: Digest) {
    for (job, wait) in waiting where wait.needs.contains(digest) { wake(job) }
  }

  /// The first of each model whose pictures are to be kept may be looked at again, where there is
  /// room. Not all of them: to look at one is to read all that it holds.
  mutating func wakeForKeeping() -> Bool {
    guard keeping < Self.mostKept else { return false }
    var first: [ModelName: JobID] = [:]
    for (job, wait) in waiting where wait.isToBeKept {
      first[wait.model] = min(first[wait.model] ?? job, job)
    }
    for job in first.values { wake(job) }
    return !first.isEmpty
  }

  /// There is room for another body: the first who wait for it may be looked at again.
  mutating func wakeForRoom() {
    let line = waiting.filter { $0.value.isForRoom }.keys.sorted()
    for job in line.prefix(Self.mostComposed) { wake(job) }
  }

  /// Whether anybody still wants it.
  func isWanted(_ digest: Digest) -> Bool {
    waiting.values.contains { $0.needs.contains(digest) }
  }

  mutating func joinLine(_ digest: Digest) {
    guard uploads[digest] == nil else { return }
    uploads[digest] = Uploading()
    line.append(digest)
  }

  /// To the end of the line again, after a rest.
  mutating func rejoinLine(_ digest: Digest) {
    uploads[digest]?.stage = .inLine
    line.append(digest)
  }

  /// The next to be examined, as far as there is room.
  mutating func nextInLine() -> Digest? {
    guard !line.isEmpty, uploads.values.count(where: \.isUnderWay) < Self.atOnce else { return nil }
    return line.removeFirst()
  }

  /// When something that rests is due.
  var nextDue: Uptime? {
    let resting = uploads.values.compactMap { upload -> Uptime? in
      if case .resting(let until) = upload.stage { until } else { nil }
    }
    return (resting + waiting.values.compactMap(\.until)).min()
  }

  var isIdle: Bool { waiting.isEmpty && uploads.isEmpty }
}
