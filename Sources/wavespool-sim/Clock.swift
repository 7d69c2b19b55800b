import Glibc
import Spool

/// Nanoseconds of Unix time. They follow the monotonic clock from the moment of the start, so that
/// a clock that is set under a running simulator changes no job's life.
struct Clock {
  private let offset: Int64
  private var cachedSecond: Int64 = .min
  private var cachedText = ""

  /// - Parameter skew: how far this server's clock is wrong, in nanoseconds.
  init(skew: Int64) {
    offset = Clock.read(CLOCK_REALTIME) - Clock.read(CLOCK_MONOTONIC) + skew
  }

  var now: Int64 { Clock.read(CLOCK_MONOTONIC) + offset }

  /// `2026-04-01T12:34:56.789012345Z`
  mutating func text(_ moment: Int64) -> String {
    let digits = String(moment % 1_000_000_000)
    return secondText(moment) + "." + String(repeating: "0", count: 9 - digits.utf8.count)
      + digits + "Z"
  }

  /// The form of HTTP headers: `Wed, 01 Apr 2026 12:34:56 GMT`.
  mutating func httpDate(_ moment: Int64) -> String {
    let text = Array(secondText(moment).utf8)
    func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let day = days[Int(moment / 86_400_000_000_000 % 7)]
    let month = months[(Int(part(5..<7)) ?? 1) - 1]
    return "\(day), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) GMT"
  }

  private mutating func secondText(_ moment: Int64) -> String {
    let second = moment / 1_000_000_000
    if second != cachedSecond {
      cachedSecond = second
      cachedText = String(Timestamp(milliseconds: second * 1000).rfc3339.prefix(19))
    }
    return cachedText
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // SAFETY: `time` outlives the call, which only fills it.
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
