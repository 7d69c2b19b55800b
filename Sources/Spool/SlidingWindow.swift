/// How many requests the server may have seen within any stretch of `span`.
///
/// Our clock sees a request leave, the server's sees it arrive. It arrives somewhere between leaving
/// and being answered, so a request counts from the moment it leaves until `span` after its answer:
/// then no stretch of the server's time can hold more of them than were ever counted at once.
package struct SlidingWindow: Equatable, Sendable {
  private let span: Duration
  private var onTheWire = 0

  /// Answered requests by the time at which they stop counting, oldest first from `oldest` on.
  /// Times are rounded up to a thousandth of the span, which bounds the list.
  private var answered: [Bucket] = []
  private var oldest = 0
  private var answeredCount = 0
  private let grain: Int64

  private struct Bucket: Equatable, Sendable {
    let until: Uptime
    var count: Int
  }

  package init(span: Duration) {
    self.span = span
    grain = max(1, (Uptime.start + span).nanoseconds / 1000)
  }

  /// How many count at `now`.
  package mutating func count(at now: Uptime) -> Int {
    while oldest < answered.count, answered[oldest].until <= now {
      answeredCount -= answered[oldest].count
      oldest += 1
    }
    if oldest > 256, oldest * 2 > answered.count {
      answered.removeFirst(oldest)
      oldest = 0
    }
    return onTheWire + answeredCount
  }

  /// How many of those that count now will still count at a later moment, and when that falls next.
  /// Nothing is forgotten for it: something else may leave before then.
  package func outlook(at later: Uptime) -> (count: Int, nextFall: Uptime?) {
    var count = onTheWire + answeredCount
    var place = oldest
    while place < answered.count, answered[place].until <= later {
      count -= answered[place].count
      place += 1
    }
    return (count, place < answered.count ? answered[place].until : nil)
  }

  package mutating func left() {
    onTheWire += 1
  }

  package mutating func wasAnswered(at now: Uptime) {
    precondition(onTheWire > 0, "An answer belongs to a request that left")
    onTheWire -= 1
    remember(1, at: now)
  }

  /// The same for a window that may be younger than the request.
  package mutating func wasAnsweredIfCounted(at now: Uptime) {
    if onTheWire > 0 { wasAnswered(at: now) }
  }

  /// Requests of an earlier life of the daemon, which may have arrived as late as `moment`.
  package mutating func remember(_ requests: Int, at moment: Uptime) {
    let exact = (moment + span).nanoseconds
    let until = Uptime(nanoseconds: (exact + grain - 1) / grain * grain)
    answeredCount += requests
    if let last = answered.last, last.until >= until {
      answered[answered.count - 1].count += requests
    } else {
      answered.append(Bucket(until: until, count: requests))
    }
  }

  /// When the count next falls by itself; nil when only answers can make it fall.
  package var nextFall: Uptime? {
    oldest < answered.count ? answered[oldest].until : nil
  }
}
