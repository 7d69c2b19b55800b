import Spool
import WaveSpeed

/// The skew that the times of lost attempts go with in the database.
struct SkewOnRecord: Equatable {
  let skew: Skew

  /// The last of the daemon's lives of which that is true. A later one that has measured nothing may
  /// have had another clock.
  let epoch: Int64

  init(_ skew: Skew, upTo epoch: Int64) {
    self.skew = skew
    self.epoch = epoch
  }

  init(_ stored: (ahead: Duration, epoch: Int64)) {
    self.init(Skew(ahead: stored.ahead, isPrecise: true), upTo: stored.epoch)
  }
}

/// How far the API's clock is ahead of ours.
struct Skew: Equatable {
  let ahead: Duration

  /// Whether `ahead` is known to about a second: an answer that took long, or that this process
  /// was slow to look at, may be dated anywhere in between.
  let isPrecise: Bool

  /// By the date in a reply; nil without one, or when it says nothing.
  init?(_ reply: APIReply, after elapsed: Duration, at now: Timestamp) {
    guard elapsed < Skew.vague,
      let date = reply.date.flatMap({ Timestamp(httpDate: $0) })
    else { return nil }
    // Dates have whole seconds: on average they are half of one late, like an answer's way home.
    ahead = .milliseconds(date.milliseconds + 500 - now.milliseconds) + elapsed / 2
    isPrecise = elapsed <= .seconds(2)
  }

  fileprivate init(ahead: Duration, isPrecise: Bool) {
    self.ahead = ahead
    self.isPrecise = isPrecise
  }

  /// What it is once our clock was set.
  func afterOurs(wasSetBy jump: Duration) -> Skew {
    Skew(ahead: ahead - jump, isPrecise: isPrecise)
  }

  /// Whether two measurements tell of the same clocks.
  func agrees(with other: Skew) -> Bool {
    let apart = ahead - other.ahead
    return Skew.jitter >= (apart < .zero ? .zero - apart : apart)
  }

  /// By how much a time that was turned into the API's may be wrong.
  static func doubt(_ skew: Skew?) -> Duration {
    guard let skew, skew.isPrecise else { return vague }
    return jitter + .seconds(2) + apart
  }

  /// The clock that dates replies, at the API's edge, need not be the one that dates predictions.
  private static let apart = Duration.seconds(60)

  /// By how much two precise measurements of the same clocks may differ.
  private static let jitter = Duration.seconds(3)

  /// Without a measurement the clocks may differ by minutes.
  static let vague = Duration.seconds(300)
}
