import SQLite
import Spool
import Store
import TestSupport
import Testing

/// A queue in a folder of its own, and the plain connection that looks at it.
struct Queue {
  static let models = [
    CatalogEntry(name: "test/film", item: #"{"model_id":"test/film"}"#),
    CatalogEntry(name: "test/other", item: #"{"model_id":"test/other"}"#),
  ]
  let directory: TemporaryDirectory
  let path: String
  let store: Store
  let shell: Connection

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("queue.db")
    store = try Store.open(path, for: .daemon, builtIn: Queue.models)
    shell = try Connection(path: path, mode: .readWrite)
  }

  func insert(_ count: Int = 1, _ model: String = "test/film", priority: Int = 0) throws -> JobID {
    try shell.prepare(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
      INSERT INTO jobs (model, input, priority) SELECT ?2, '{}', ?3 FROM n
      """
    ).run(count, model, priority)
    return JobID(shell.lastInsertRowID)
  }

  /// Puts an event through the job's lifecycle, and writes what follows.
  func record(_ event: JobEvent, of id: JobID) throws {
    let job = try #require(try store.job(id))
    let transition = job.standing.handling(
      event, at: Moment(wall: .test, uptime: .start, roll: 0.5), under: .standard)
    try write(transition, of: job)
  }

  func write(_ transition: Transition, of job: StoredJob) throws {
    try store.writing { () throws(SQLiteError) in
      try store.record(
        transition, of: job, at: .test, sending: Sending(body: "{}", price: nil, epoch: 1))
    }
  }

  func running(_ prediction: String) throws -> JobID {
    let id = try insert()
    try record(.claimed(AttemptID(id, 1)), of: id)
    try record(.replied(AttemptID(id, 1), .accepted(report(prediction))), of: id)
    return id
  }
}

extension Timestamp {
  static let test = Timestamp(milliseconds: 1_775_000_000_000)
}

func report(
  _ prediction: String, _ progress: Report.Progress = .waiting, outputs: [Report.Output] = [],
  nsfw: [Bool]? = nil
) -> Report {
  Report(
    prediction: PredictionID(prediction), progress: progress, remoteStatus: "word",
    outputs: outputs, nsfw: nsfw, inferenceMilliseconds: 7)
}
