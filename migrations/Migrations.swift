/// The schema's steps in order. Each is frozen once it has shipped: a change is a new step.
package enum Migrations {
  /// Step `n` leads to `PRAGMA user_version = n + 1`.
  package static let steps: [String] = [
    String(decoding: PackageResources.v0001_jobs_sql, as: UTF8.self)
  ]

  /// The version that this program reads and writes.
  package static var newest: Int64 { Int64(steps.count) }
}
