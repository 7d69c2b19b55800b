import JSON
import Spool
import Store

extension Stats {
  /// The groups under `models`, `days` or `tags`.
  static func json(
    _ groups: [(key: String, value: Tally)], by grouping: Grouping, runs: Sample
  ) -> JSON {
    .object([
      grouping.rawValue + "s": .array(
        groups.map { .object($0.value.json(of: $0.key, grouping)) }),
      "run_histogram": .array(
        runs.histogram.map { bucket in
          [
            "from_seconds": .decimal(bucket.from), "to_seconds": .decimal(bucket.to),
            "jobs": .whole(bucket.count),
          ]
        }),
    ])
  }
}

extension Stats.Tally {
  fileprivate func json(of group: String, _ grouping: Grouping) -> JSON.Object {
    [
      grouping.rawValue: .string(group),
      "completed": .whole(counts[.completed] ?? 0),
      "failed": .whole(counts[.failed] ?? 0),
      "cancelled": .whole(counts[.cancelled] ?? 0),
      "wait_seconds": Sample(waits).json,
      "run_seconds": Sample(runs).json,
      "nsfw_known": .whole(known),
      "nsfw_share": known > 0 ? .decimal(Double(flagged) / Double(known)) : .null,
      "attempts": .whole(spending?.attempts ?? 0),
      "spent_usd": .dollars(spending?.spent ?? .zero),
      "failed_usd": .dollars(spending?.failed ?? .zero),
      "pending_usd": .dollars(spending?.pending ?? .zero),
      "unknown_prices": .whole(spending?.unknown ?? 0),
      "usd_per_completed": .dollars(spending?.perCompleted),
      "billed": .whole(spending?.billed ?? 0),
      "difference_usd": .dollars(spending.flatMap { $0.billed > 0 ? $0.difference : nil }),
    ]
  }
}

extension Sample {
  fileprivate var json: JSON {
    [
      "count": .whole(count), "median": .decimal(median), "p95": .decimal(quantile(0.95)),
      "longest": .decimal(longest),
    ]
  }
}

extension JSON {
  /// To the thousandth: what was measured in milliseconds is no more exact.
  fileprivate static func decimal(_ value: Double?) -> JSON {
    value.flatMap { Number(($0 * 1000).rounded() / 1000) }.map { .number($0) } ?? .null
  }
}
