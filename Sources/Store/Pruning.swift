import JSON
package import SQLite
package import Spool

/// Jobs that ended before a moment, and what keeps some of them.
package struct PruneList: Equatable, Sendable {
  package var removable: [JobID] = []

  /// Their outputs are with the API alone: removing them would lose what was paid for.
  package var unsaved: [JobID] = []

  /// Cancelled, and their prediction has not ended.
  package var live: [JobID] = []

  package init() {}
}

extension Store {
  package func endedJobs(
    _ statuses: [Status], before moment: Timestamp, now: Timestamp
  ) throws(SQLiteError) -> PruneList {
    var list = PruneList()
    try sql(
      """
      SELECT jobs.id,
             EXISTS (SELECT 1 FROM attempts WHERE job_id = jobs.id
                     AND outcome IN ('sending', 'uncertain', 'accepted')),
             EXISTS (SELECT 1 FROM outputs WHERE job_id = jobs.id AND outputs.status = 'pending'
                     AND coalesce(expires_at > :now, 1))
      FROM json_each(:statuses) AS wanted CROSS JOIN jobs
      WHERE status = wanted.value AND status IN ('completed', 'failed', 'cancelled')
        AND finished_at < :moment
      """
    ).forEach(now, JobFilter(statuses: statuses).statusWords ?? "[]", moment) {
      row throws(SQLiteError) in
      switch (row.bool(1), row.bool(2)) {
      case (true, _): list.live.append(row.jobID(0))
      case (false, true): list.unsaved.append(row.jobID(0))
      case (false, false): list.removable.append(row.jobID(0))
      }
      return true
    }
    return list
  }

  /// Removes those of the jobs that have still ended. Their outputs and events go with them, their
  /// money rows stay. Returns how many went.
  package func removeJobs(_ jobs: ArraySlice<JobID>) throws(SQLiteError) -> Int {
    let list = JSON.array(jobs.map { .number(JSON.Number($0.number)) }).text
    try sql(
      """
      DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(:ids))
        AND status IN ('completed', 'failed', 'cancelled')
        AND NOT EXISTS (SELECT 1 FROM attempts WHERE job_id = jobs.id
                        AND outcome IN ('sending', 'uncertain', 'accepted'))
      """
    ).run(list)
    return connection.changes
  }
}
