import JSON
import Spool
import SQLite
import Store
import WaveSpeed

/// The queued jobs of a database that is compared with the API's history, until a prediction turns
/// out to be theirs.
struct QueuedInputs {
  private let store: Store
  private var byModel: [ModelName: [(job: QueuedInput, sent: JSON.Object)]] = [:]

  /// Predictions that are nobody's for certain, and the jobs that they may be of.
  struct Rest {
    var items: [HistoryItem] = []
    var rivals: [JobID] = []
  }

  init(_ store: Store) {
    self.store = store
  }

  /// The first job for which exactly this would have been sent. It is given away by that.
  mutating func take(answeredBy item: HistoryItem) throws(SQLiteError) -> QueuedInput? {
    guard let inputs = item.inputs else { return nil }
    let model = item.model ?? .unnamed
    let place = try jobs(of: model).firstIndex { $0.sent.isContained(in: inputs) }
    return place.flatMap { byModel[model]?.remove(at: $0).job }
  }

  /// What a picture of this machine was sent as, the database has forgotten: it was uploaded, and has
  /// another address at the API. Where all else is equal, and one job and one prediction have only
  /// each other, they belong together.
  mutating func pairs(
    with items: [HistoryItem]
  ) throws(SQLiteError) -> (pairs: [(job: QueuedInput, item: HistoryItem)], rest: Rest) {
    var rivals: [[QueuedInput]] = []
    var suitors: [JobID: Int] = [:]
    for item in items {
      var own: [QueuedInput] = []
      if let inputs = item.inputs {
        own = try jobs(of: item.model ?? .unnamed)
          .filter { $0.sent.isEqual(butForPicturesTo: inputs) }.map(\.job)
      }
      rivals.append(own)
      for job in own { suitors[job.id, default: 0] += 1 }
    }
    var pairs: [(job: QueuedInput, item: HistoryItem)] = []
    var rest = Rest()
    for (item, jobs) in zip(items, rivals) {
      if jobs.count == 1, suitors[jobs[0].id] == 1 {
        pairs.append((jobs[0], item))
      } else {
        rest.items.append(item)
      }
    }
    let paired = Set(pairs.map(\.job.id))
    rest.rivals = suitors.keys.filter { !paired.contains($0) }.sorted()
    return (pairs, rest)
  }

  private mutating func jobs(
    of model: ModelName
  ) throws(SQLiteError) -> [(job: QueuedInput, sent: JSON.Object)] {
    if let known = byModel[model] { return known }
    var jobs: [(job: QueuedInput, sent: JSON.Object)] = []
    for job in try store.queuedInputs(of: model) {
      // What is no object was never sent.
      if let sent = (try? JSON(parsing: job.input))?.object { jobs.append((job, sent)) }
    }
    byModel[model] = jobs
    return jobs
  }
}

extension JSON.Object {
  /// Every key that would be sent is there with an equal value, or with whatever one of our own
  /// pictures became.
  fileprivate func isEqual(butForPicturesTo sent: JSON.Object) -> Bool {
    members.allSatisfy { member in
      sent[member.key].map { member.value.isEqual(butForPicturesTo: $0) } ?? false
    }
  }
}

extension JSON {
  fileprivate func isEqual(butForPicturesTo sent: JSON) -> Bool {
    if let list = array, let other = sent.array {
      return list.count == other.count
        && zip(list, other).allSatisfy { $0.isEqual(butForPicturesTo: $1) }
    }
    if isOwnPicture, sent.string != nil { return true }
    return isEquivalent(to: sent)
  }

  private var isOwnPicture: Bool {
    switch string.flatMap({ PictureAddress($0) }) {
    case .kept, .data: true
    case .web, nil: false
    }
  }
}
