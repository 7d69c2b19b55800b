package import SQLite
package import Spool

// What `status` shows. Each statement costs what is waiting and running, never what has ended.

/// How many jobs of a model are in one status that is not an end.
package struct Depth: Equatable, Sendable {
  package let model: ModelName
  package let status: Status
  package let jobs: Int

  /// When the one that was queued first was queued.
  package let oldest: Timestamp?
}

/// Queued jobs whose time has not come.
package struct Scheduled: Equatable, Sendable {
  package let jobs: Int
  package let next: Timestamp?
}

extension Store {
  package func depths() throws(SQLiteError) -> [Depth] {
    try sql(
      """
      SELECT model, status, jobs, (SELECT created_at FROM jobs WHERE id = oldest) FROM (
        SELECT model, 'queued' AS status, count(*) AS jobs, min(id) AS oldest
        FROM jobs WHERE status = 'queued' AND run_after IS NULL AND waits_for IS NULL
        GROUP BY model
        UNION ALL
        SELECT model, status, count(*), min(id)
        FROM jobs WHERE status = 'submitting' OR status = 'uncertain' OR status = 'running'
        GROUP BY model, status)
      ORDER BY model
      """
    ).rows { row throws(SQLiteError) in
      Depth(
        model: row.model(0), status: Status(rawValue: row.text(1)) ?? .queued, jobs: row.int(2),
        oldest: row.optionalTime(3))
    }
  }

  package func scheduled() throws(SQLiteError) -> Scheduled {
    try sql(
      """
      SELECT count(*), min(run_after) FROM jobs
      WHERE status = 'queued' AND run_after IS NOT NULL AND waits_for IS NULL
      """
    ).first { Scheduled(jobs: $0.int(0), next: $0.optionalTime(1)) }
      ?? Scheduled(jobs: 0, next: nil)
  }

  /// How many queued jobs are passed over, by why.
  package func passedOver() throws(SQLiteError) -> [WaitReason: Int] {
    let counts = try sql(
      """
      SELECT waits_for, count(*) FROM jobs
      WHERE status = 'queued' AND waits_for IS NOT NULL GROUP BY waits_for
      """
    ).rows { row in (WaitReason(rawValue: row.text(0)), row.int(1)) }
    return counts.reduce(into: [:]) { all, count in
      if let reason = count.0 { all[reason] = count.1 }
    }
  }

  /// How many jobs ended since then, by how.
  package func ended(since moment: Timestamp) throws(SQLiteError) -> [Status: Int] {
    let counts = try sql(
      """
      SELECT status, count(*) FROM jobs
      WHERE (status = 'completed' OR status = 'failed' OR status = 'cancelled')
        AND finished_at >= :moment
      GROUP BY status
      """
    ).rows(moment) { row in (Status(rawValue: row.text(0)), row.int(1)) }
    return counts.reduce(into: [:]) { all, count in
      if let status = count.0 { all[status] = count.1 }
    }
  }

  /// Attempts that hold a slot, by model: of cancelled jobs too.
  package func slotsInUse(at now: Timestamp) throws(SQLiteError) -> [ModelName: Int] {
    try liveAttempts().reduce(into: [:]) { slots, attempt in
      if attempt.holdsSlot(at: now) { slots[attempt.model, default: 0] += 1 }
    }
  }
}
