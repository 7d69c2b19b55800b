import SQLite

/// By which index the newest jobs that match a filter are found.
///
/// Where few jobs have what is asked for, an index names them; where many have, the next match is
/// never far when walking back through the ids. Either alone is slow on the other's ground: a million
/// completed jobs are not sorted for the sake of fifty, nor walked through to find five that failed.
enum WayToJobs {
  case byStatus
  case byTag
  case bySince
  case byModel
  case byID

  var table: StaticString {
    switch self {
    case .byTag: "job_tags CROSS JOIN jobs ON jobs.id = job_tags.job_id"
    case .byModel: "jobs INDEXED BY jobs_model"
    case .byStatus, .bySince, .byID: "jobs"
    }
  }

  /// The id that the way comes along in its order, so that nothing need be sorted.
  var id: StaticString {
    self == .byTag ? "job_tags.job_id" : "jobs.id"
  }

  /// Whatever follows from the filter, said so that SQLite takes this way.
  var restriction: [StaticString] {
    switch self {
    case .byID: []
    case .byModel: ["AND model = :model AND jobs.id > 0"]
    case .byTag: ["AND job_tags.tag = :tag AND job_tags.job_id < :bound"]
    case .bySince: ["AND jobs.id IN (SELECT id FROM jobs WHERE created_at >= :since AND id > 0)"]
    case .byStatus: ["AND jobs.id IN (", JobFilter.idsByStatus, ")"]
    }
  }
}

extension Store {
  func way(to filter: JobFilter) throws(SQLiteError) -> WayToJobs {
    if let words = filter.statusWords {
      let ids = try sql(
        composedOf: ["SELECT count(*) FROM (", JobFilter.idsByStatus, "LIMIT :enough)"]
      ).first(words, Store.many) { $0.int(0) }
      if (ids ?? 0) < Store.many { return .byStatus }
    }
    if filter.tag != nil { return .byTag }
    if let since = filter.since {
      let ids = try sql(
        """
        SELECT count(*) FROM (
          SELECT 1 FROM jobs WHERE created_at >= :since AND id > 0 LIMIT :enough)
        """
      ).first(since, Store.many) { $0.int(0) }
      if (ids ?? 0) < Store.many { return .bySince }
    }
    return filter.model == nil ? .byID : .byModel
  }

  /// So many are not sorted to find a few of them.
  private static let many = 20_000
}
