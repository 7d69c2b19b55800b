import JSON
import Spool
import SQLite
import Store
import WaveSpeed

/// The queued jobs of a database that is compared with the API's history, until a prediction turns
/// out to be theirs.
struct QueuedInputs {
  private let store: Store
  private var byModel: [ModelName: QueuedLine] = [:]

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
    try read(model)
    return byModel[model]?.take(answeredBy: inputs)
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
        let model = item.model ?? .unnamed
        try read(model)
        own = byModel[model]?.suitors(of: inputs) ?? []
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

  private mutating func read(_ model: ModelName) throws(SQLiteError) {
    guard byModel[model] == nil else { return }
    byModel[model] = QueuedLine(try store.queuedInputs(of: model))
  }
}
