import Spool
import TestSupport
import Testing

@Suite struct `A timestamp` {
  /// Known values, from SQLite's own strftime.
  @Test(arguments: [
    (0, "1970-01-01 00:00:00.000"),
    (-1, "1969-12-31 23:59:59.999"),
    (951_782_400_000, "2000-02-29 00:00:00.000"),
    (951_868_800_000, "2000-03-01 00:00:00.000"),
    (4_107_542_399_999, "2100-02-28 23:59:59.999"),
    (4_107_542_400_000, "2100-03-01 00:00:00.000"),
    (1_709_164_800_000, "2024-02-29 00:00:00.000"),
    (-2_208_988_800_000, "1900-01-01 00:00:00.000"),
    (-62_167_219_200_000, "0000-01-01 00:00:00.000"),
    (253_402_300_799_999, "9999-12-31 23:59:59.999"),
  ])
  func `is spelled as SQLite spells it`(_ milliseconds: Int64, _ text: String) {
    #expect(Timestamp(milliseconds: milliseconds).sqlText == text)
    #expect(Timestamp(text)?.milliseconds == milliseconds)
  }

  @Test(arguments: UInt64(1)...500)
  func `comes back from either spelling`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
    let moment = Timestamp(milliseconds: Int64.random(in: range, using: &dice))

    #expect(Timestamp(moment.sqlText) == moment, "seed \(seed)")
    #expect(Timestamp(moment.rfc3339) == moment, "seed \(seed)")
  }

  @Test func `sorts as its text sorts`() {
    var dice = Dice(seed: 1)
    let moments = (0..<500).map { _ in
      Timestamp(milliseconds: Int64.random(in: -1_000_000...4_000_000_000_000, using: &dice))
    }
    #expect(moments.sorted().map(\.sqlText) == moments.map(\.sqlText).sorted())
  }

  @Test(arguments: [
    ("2026-04-01", "2026-04-01 00:00:00.000"),
    ("2026-04-01 12:34", "2026-04-01 12:34:00.000"),
    ("2026-04-01T12:34:56Z", "2026-04-01 12:34:56.000"),
    ("2026-04-01t12:34:56z", "2026-04-01 12:34:56.000"),
    ("2026-04-01T12:34:56.123456789Z", "2026-04-01 12:34:56.123"),
    ("2026-04-01T12:34:56.9", "2026-04-01 12:34:56.900"),
    ("2026-04-01T00:30:00+02:00", "2026-03-31 22:30:00.000"),
    ("2026-12-31T23:30:00-01:30", "2027-01-01 01:00:00.000"),
    ("2024-02-29T12:00:00-00:00", "2024-02-29 12:00:00.000"),
  ])
  func `reads what SQLite and RFC 3339 write`(_ text: String, _ same: String) {
    #expect(Timestamp(text)?.sqlText == same)
  }

  @Test(arguments: [
    "", "now", "2026", "2026-04", "2026-4-1", "2026-00-10", "2026-13-01", "2026-04-00",
    "2026-04-31", "2026-02-30", "2023-02-29", "1900-02-29", "2100-02-29",
    "2026-04-01 24:00", "2026-04-01 12:60", "2026-04-01 12:34:60", "2026-04-01T23:59:60Z",
    "2026-04-01 ", "2026-04-01T", "2026-04-01 12", "2026-04-01 12:34:56.", "2026-04-01 12:34:",
    "2026-04-01 12:34:56 ", " 2026-04-01", "2026-04-01 12:34:56Zx", "2026-04-01 12:34:56 Z",
    "2026-04-01 12:34:56+2:00", "2026-04-01 12:34:56+0200", "2026-04-01 12:34:56+24:00",
    "2026-04-01 12:34:56+02:60", "2026-04-01 12:34:56+", "-2026-04-01", "+2026-04-01",
    "12026-04-01", "2026-04-0１", "2026/04/01", "2026-04-01\0", "1775000000",
    "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
  ])
  func `refuses what is no moment, or none that SQLite can write`(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func `stays within what SQLite can write, however long the wait`() {
    let far = Timestamp.start + .seconds(400_000_000_000)
    let past = Timestamp.start - .seconds(400_000_000_000)

    #expect(far.sqlText == "9999-12-31 23:59:59.999")
    #expect(past.sqlText == "0000-01-01 00:00:00.000")
  }

  @Test func `knows its UTC day`() {
    #expect(Timestamp("2026-04-01T00:30:00+02:00")?.dayText == "2026-03-31")
  }
}
