package import SQLite
package import Spool

// Jobs that have ended are removed some time later: by the daemon, as the settings say, and by
// `prune`. Both walk through them here, the one that ended first first, a few at a time.

/// Some jobs that ended, and what keeps some of them.
package struct PruneList: Equatable, Sendable {
  package var removable: [JobID] = []

  /// How many of those completed with a key: `enqueue --once` would add the same again and pay for it.
  package var keyedCompleted = 0

  /// Their outputs are with the API alone: removing them would lose what was paid for.
  package var unsaved: [JobID] = []

  /// Their prediction has not ended, or nobody knows whether it has.
  package var live: [JobID] = []

  /// The last of them all; nil when there was none.
  package var last: PrunePlace?

  package init() {}
}

/// How far a walk through what has ended has come.
package struct PrunePlace: Equatable, Sendable {
  package let finishedAt: Timestamp
  package let job: JobID

  package static let beginning = PrunePlace(finishedAt: .earliest, job: JobID(0))

  package init(finishedAt: Timestamp, job: JobID) {
    self.finishedAt = finishedAt
    self.job = job
  }
}

extension Store {
  /// At most `count` jobs that ended that way before `moment`, behind a place of the walk.
  package func endedJobs(
    _ status: Status, before moment: Timestamp, after place: PrunePlace, atMost count: Int,
    now: Timestamp
  ) throws(SQLiteError) -> PruneList {
    var list = PruneList()
    try sql(
      """
      SELECT jobs.id, finished_at,
             EXISTS (SELECT 1 FROM attempts WHERE job_id = jobs.id
                     AND (outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted')),
             EXISTS (SELECT 1 FROM outputs WHERE job_id = jobs.id AND outputs.status = 'pending'
                     AND coalesce(expires_at > :now, 1)),
             status = 'completed' AND dedup_key IS NOT NULL
      FROM jobs
      WHERE status = :status AND (status = 'completed' OR status = 'failed' OR status = 'cancelled')
        AND (finished_at, jobs.id) > (:at, :job) AND finished_at < :moment
      ORDER BY finished_at, jobs.id LIMIT :count
      """
    ).forEach(now, status, place.finishedAt, place.job, moment, count) {
      row throws(SQLiteError) in
      let job = row.jobID(0)
      switch (row.bool(2), row.bool(3)) {
      case (true, _): list.live.append(job)
      case (false, true): list.unsaved.append(job)
      case (false, false):
        list.removable.append(job)
        if row.bool(4) { list.keyedCompleted += 1 }
      }
      list.last = PrunePlace(finishedAt: row.optionalTime(1) ?? place.finishedAt, job: job)
      return true
    }
    return list
  }

  /// Removes what of those jobs may go. Their outputs and events go with them; saved files and the
  /// money rows stay. To be called in a transaction, of which nobody else can change the answer.
  package func prune(
    _ status: Status, before moment: Timestamp, after place: PrunePlace, atMost count: Int,
    now: Timestamp
  ) throws(SQLiteError) -> PruneList {
    let list = try endedJobs(status, before: moment, after: place, atMost: count, now: now)
    guard !list.removable.isEmpty else { return list }
    let ids = jsonList(list.removable)
    try sql("DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(:ids))").run(ids)
    try compactLedger(of: ids, now)
    return list
  }

  /// Writes the attempts of jobs that are gone anew, close together and without what no sum needs.
  ///
  /// An attempt is large while it is open, and SQLite leaves its place as large when it shrinks: the
  /// ledger, which is kept for ever, would take three times its bytes. Rows that are taken out and
  /// put in again in their order fill their pages.
  private func compactLedger(of ids: String, _ now: Timestamp) throws(SQLiteError) {
    try sql("CREATE TEMP TABLE IF NOT EXISTS settled AS SELECT * FROM attempts WHERE 0").run()
    try sql("DELETE FROM temp.settled").run()
    try sql(
      """
      INSERT INTO temp.settled
      SELECT * FROM attempts WHERE job_id IN (SELECT value FROM json_each(:ids))
      """
    ).run(ids)
    // The newest ones still count in the minute's window, for which their answers matter.
    try sql(
      """
      UPDATE temp.settled SET accepted_at = NULL, finished_at = NULL, lost_at = NULL
      WHERE sent_at < :moment
      """
    ).run(now - .seconds(86_400))
    try sql("DELETE FROM attempts WHERE job_id IN (SELECT value FROM json_each(:ids))").run(ids)
    try sql("INSERT INTO attempts SELECT * FROM temp.settled ORDER BY job_id, number").run()
  }

  /// Whether anything that belongs to no job is older than that.
  package func hasLeavings(
    events: Timestamp, quotes: Timestamp
  ) throws(SQLiteError) -> Bool {
    try sql(
      """
      SELECT EXISTS (SELECT 1 FROM events INDEXED BY events_of_no_job
                     WHERE job_id IS NULL AND at < :events)
          OR EXISTS (SELECT 1 FROM quotes WHERE at < :quotes)
      """
    ).first(events, quotes) { $0.bool(0) } ?? false
  }

  /// Removes some of what happened to the account and the models before that moment.
  package func pruneEvents(
    before moment: Timestamp, atMost count: Int
  ) throws(SQLiteError) {
    try sql(
      """
      DELETE FROM events WHERE id IN (
        SELECT id FROM events INDEXED BY events_of_no_job
        WHERE job_id IS NULL AND at < :moment ORDER BY at LIMIT :count)
      """
    ).run(moment, count)
  }

  /// Removes some prices that were asked for before that moment: they are asked for anew.
  package func pruneQuotes(
    before moment: Timestamp, atMost count: Int
  ) throws(SQLiteError) {
    try sql(
      """
      DELETE FROM quotes WHERE (model, inputs) IN (
        SELECT model, inputs FROM quotes WHERE at < :moment LIMIT :count)
      """
    ).run(moment, count)
  }
}
