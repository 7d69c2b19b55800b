import JSON
package import Spool

/// Which jobs, by what they have in common. Nothing said is no restriction.
package struct JobFilter: Equatable, Sendable {
  package var statuses: [Status]
  package var model: ModelName?
  package var tag: String?
  package var since: Timestamp?

  package init(
    statuses: [Status] = [], model: ModelName? = nil, tag: String? = nil, since: Timestamp? = nil
  ) {
    self.statuses = statuses
    self.model = model
    self.tag = tag
    self.since = since
  }

  /// What it asks of a row of `jobs`; the parameters first appear in this order.
  static let conditions: StaticString = """
    (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
    AND (:model IS NULL OR model = :model)
    AND (:since IS NULL OR created_at >= :since)
    AND (:tag IS NULL OR (tags <> '[]' AND
         EXISTS (SELECT 1 FROM json_each(jobs.tags) WHERE value = :tag)))
    """

  /// The ids of all jobs that have one of the statuses asked for: each part is what one of the
  /// partial indexes holds.
  static let idsByStatus: StaticString = """
    SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
    WHERE status = wanted.value AND status = 'queued' AND run_after IS NULL AND waits_for IS NULL
    UNION ALL
    SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
    WHERE status = wanted.value AND status = 'queued' AND waits_for IS NOT NULL
    UNION ALL
    SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
    WHERE status = wanted.value AND status = 'queued' AND run_after IS NOT NULL
      AND waits_for IS NULL
    UNION ALL
    SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
    WHERE status = wanted.value
      AND (status = 'submitting' OR status = 'uncertain' OR status = 'running')
    UNION ALL
    SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
    WHERE status = wanted.value
      AND (status = 'completed' OR status = 'failed' OR status = 'cancelled')
    """

  /// As a parameter: SQLite has no lists but JSON's.
  var statusWords: String? {
    statuses.isEmpty ? nil : JSON.array(statuses.map { .string($0.rawValue) }).text
  }
}
