import Spool
import Testing

@Suite struct `A time written by hand` {
  @Test(arguments: [
    ("2026-04-01", "2026-04-01 00:00:00.000"),
    ("2026-04-01 12:34", "2026-04-01 12:34:00.000"),
    ("2026-04-01T12:34:56Z", "2026-04-01 12:34:56.000"),
    ("2026-04-01 12:34:56.789", "2026-04-01 12:34:56.789"),
    ("2026-04-01T00:30:00+02:00", "2026-03-31 22:30:00.000"),
    ("2026-02-30", "2026-03-02 00:00:00.000"),
    ("2026-04-01 24:00", "2026-04-02 00:00:00.000"),
    ("2461131.5", "2026-04-01 00:00:00.000"),
  ])
  func `is rewritten to ours, so that everyone can read it`(_ text: String, _ ours: String) throws {
    let stored = try Shell.oneOfEach.ask(
      """
      INSERT INTO jobs (model, input, created_at, run_after)
        VALUES ('a/b', '{}', '\(text)', '\(text)');
      UPDATE jobs SET created_at = '\(text)', run_after = '\(text)' WHERE id = 1;
      SELECT DISTINCT created_at, run_after FROM jobs WHERE id IN (1, 9);
      """)

    #expect(stored == "\(ours)|\(ours)")
    #expect(Timestamp(ours)?.sqlText == ours)
  }

  @Test func `is read back by SQLite as it was written by us`() throws {
    var seed: UInt64 = 7
    let moments = (0..<2000).map { _ in
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Timestamp(milliseconds: Int64(seed >> 16) % 315_569_520_000_000 - 62_167_219_200_000)
    }
    let values = moments.map {
      "('\($0.sqlText)', '\($0.rfc3339)', \($0.milliseconds))"
    }.joined(separator: ",")

    let odd = try Shell.empty.ask(
      """
      CREATE TABLE t (ours, rfc, ms);
      INSERT INTO t VALUES \(values);
      SELECT count(*), total(strftime('%Y-%m-%d %H:%M:%f', ours, '+0 days') <> ours
                   OR strftime('%Y-%m-%d %H:%M:%f', rfc) <> ours
                   OR round((julianday(ours) - 2440587.5) * 86400000) <> ms) FROM t;
      """)

    #expect(odd == "2000|0.0")
  }
}
