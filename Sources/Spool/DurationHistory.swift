/// How long a model's predictions took, from acceptance to their end: what the next one is bet on.
///
/// A histogram whose past fades. A poll never sees an end happen, it only finds that it has: between
/// the last answer that said "running" and the one that did not. So each observation is a span, and
/// its weight is spread over it evenly: spreading it as the history makes likely would feed the
/// history with itself.
package struct DurationHistory: Equatable, Sendable {
  private(set) var weights: [Double]

  /// `later[i]` is the weight of slice `i` and all after it.
  private var later: [Double]

  /// As much as so many observations weigh is remembered: older ones fade away under newer ones.
  private static let memory = 50.0

  /// What the history did not expect at all makes so much of it fade: when a model has become faster
  /// or slower, it is the history of something else.
  private static let astonishment = 0.3

  /// The first observations say little about how much the next ones differ from them.
  private static let blur = 0.3

  package init() {
    weights = Array(repeating: 0, count: DurationBuckets.count)
    later = Array(repeating: 0, count: DurationBuckets.count + 1)
  }

  init(_ known: [Int: Double]) {
    self.init()
    for (index, weight) in known { weights[index] = weight }
    sum()
  }

  /// How many observations it is worth.
  package var weight: Double { later[0] }
  package var isEmpty: Bool { weight == 0 }

  /// A prediction was still running at the age `after`, and had ended at the age `by`.
  package mutating func learn(endedAfter after: Duration, by: Duration) {
    let blur = DurationHistory.blur / (1 + weight)
    let from = max(0, min(after.inSeconds, by.inSeconds)) * (1 - blur)
    let to = max(by.inSeconds * (1 + blur), from)
    let first = DurationBuckets.index(of: from)
    let last = max(first, DurationBuckets.index(of: to))
    let shares = (first...last).map { index in
      let start = max(from, DurationBuckets.start(of: index))
      return max(min(to, DurationBuckets.start(of: index + 1)) - start, 1e-9)
    }
    fade(by: 1 - max(1 / DurationHistory.memory, DurationHistory.astonishment * surprise(from, to)))
    let total = shares.reduce(0, +)
    for (offset, share) in shares.enumerated() { weights[first + offset] += share / total }
    sum()
  }

  /// How unlike the rest an observation is: 0 for one that has half as many others about it as is
  /// usual, 1 for one that has none.
  private func surprise(_ from: Double, _ to: Double) -> Double {
    guard weight > 5 else { return 0 }
    var usual = 0.0
    for (index, share) in weights.enumerated() where share > 0 {
      let start = DurationBuckets.start(of: index)
      usual += share * near(start, start + DurationBuckets.width(of: index)) / weight
    }
    return max(0, 1 - near(from, to) / (0.5 * usual))
  }

  private func near(_ from: Double, _ to: Double) -> Double {
    survivors(beyond: from * 0.9) - survivors(beyond: to * 1.1)
  }

  private mutating func fade(by factor: Double) {
    for index in weights.indices {
      weights[index] *= factor
      if weights[index] < 0.005 { weights[index] = 0 }
    }
  }

  private mutating func sum() {
    for index in weights.indices.reversed() { later[index] = later[index + 1] + weights[index] }
  }
}

extension DurationHistory {
  /// The weight of what took longer than `seconds`.
  private func survivors(beyond seconds: Double) -> Double {
    let index = DurationBuckets.index(of: seconds)
    let part = (seconds - DurationBuckets.start(of: index)) / DurationBuckets.width(of: index)
    return later[index] - weights[index] * min(max(part, 0), 1)
  }

  /// How likely a prediction ends in the next second, of those that are still running at the age
  /// `seconds`.
  ///
  /// The history is mixed with a belief that knows no scale: each octave is as likely as another.
  /// It alone counts for what has outlived the history.
  func hazard(at seconds: Double) -> Double {
    let index = DurationBuckets.index(of: seconds)
    let width = DurationBuckets.width(of: index)
    let ending = (weights[index] + Prior.weight * Prior.mass) / width
    let running =
      survivors(beyond: seconds) + Prior.weight * Prior.survivors(beyond: seconds)
    return ending / max(running, 1e-9)
  }

  /// The time within which the share `part` of the history had ended.
  package func quantile(_ part: Double) -> Duration {
    let rest = weight * (1 - part)
    let index = weights.indices.last { later[$0] > rest } ?? 0
    let within = weights[index] > 0 ? (later[index] - rest) / weights[index] : 0
    return .seconds(
      DurationBuckets.start(of: index) + within * DurationBuckets.width(of: index))
  }

  /// Whether a prediction of this age runs longer than the history makes likely: longer than 99 of
  /// 100, and not just a little. A few observations make nothing unlikely.
  package func isUnusuallyLong(_ age: Duration) -> Bool {
    weight >= 5 && age > quantile(0.99) * 1.5
  }
}

/// What is believed before anything is known.
private enum Prior {
  /// As much as one observation.
  static let weight = 1.0
  static let mass = 1 / Double(DurationBuckets.count)

  static func survivors(beyond seconds: Double) -> Double {
    let index = DurationBuckets.index(of: seconds)
    let part = (seconds - DurationBuckets.start(of: index)) / DurationBuckets.width(of: index)
    return 1 - (Double(index) + min(max(part, 0), 1)) * mass
  }
}
