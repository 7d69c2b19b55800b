import Spool
import Testing
import WaveSpeed

@Suite struct `How long a server asks us to wait` {
  @Test(
    arguments: [
      ("0", .zero), ("30", .seconds(30)), (" 30\t", .seconds(30)), ("3600", .seconds(3600)),
      ("3601", .seconds(3600)), ("99999999999999999999999", .seconds(3600)),
      ("-1", nil), ("", nil), (" ", nil), ("soon", nil), ("1.5", nil), ("0x10", nil), ("٣", nil),
    ] as [(String, Duration?)])
  func `is read as seconds`(text: String, wait: Duration?) {
    #expect(asked(text) == wait)
  }

  @Test func `is measured by the server's own clock`() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    #expect(asked("Sun, 06 Nov 1994 08:50:37 GMT", date: date) == .seconds(60))
    #expect(asked("Sun, 06 Nov 1994 23:00:00 GMT", date: date) == .seconds(3600))
    #expect(asked("Sun, 06 Nov 1994 08:49:37 GMT", date: date) == nil)
    #expect(asked("Sun, 06 Nov 1994 08:00:00 GMT", date: date) == nil)
  }

  @Test func `is measured by ours where the reply has no date`() {
    #expect(asked("Mon, 24 Nov 2025 16:00:20 GMT") == .seconds(20))
    #expect(asked("Mon, 24 Nov 2025 16:00:20 GMT", date: "yesterday") == .seconds(20))
  }

  private func asked(_ text: String, date: String? = nil) -> Duration? {
    let throttled = SubmitReply(reply(429, retryAfter: text, date: date), now: now)
    guard case .throttled(_, let wait, _) = throttled else { return .seconds(-1) }
    return wait
  }
}

@Suite struct `A date in HTTP` {
  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
  ])
  func `has three forms`(text: String) {
    #expect(Timestamp(httpDate: text) == Timestamp("1994-11-06 08:49:37"))
  }

  @Test func `of two digits is from 1970 to 2069`() {
    let year = { (digits: String) in
      Timestamp(httpDate: "Sunday, 06-Nov-\(digits) 08:49:37 GMT")?.dayText.prefix(4)
    }
    #expect(year("70") == "1970")
    #expect(year("69") == "2069")
  }

  @Test func `may name a leap second`() {
    #expect(
      Timestamp(httpDate: "Sat, 31 Dec 2016 23:59:60 GMT") == Timestamp("2016-12-31 23:59:59"))
  }

  @Test(arguments: [
    "", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
    "Sun, 006 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94994 08:49:37 GMT", "1994-11-06T08:49:37Z",
    "Sun, -6 Nov 1994 08:49:37 GMT",
  ])
  func `is nothing else`(text: String) {
    #expect(Timestamp(httpDate: text) == nil)
  }
}
