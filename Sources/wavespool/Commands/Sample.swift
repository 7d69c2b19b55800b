/// Lengths of time in seconds, put in order once.
struct Sample: Equatable {
  private let values: [Double]

  init(_ values: [Double]) {
    self.values = values.sorted()
  }

  var count: Int { values.count }
  var longest: Double? { values.last }
  var median: Double? { quantile(0.5) }

  /// The smallest value that at least this share does not exceed; nil without values.
  func quantile(_ share: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    let place = Int((share * Double(values.count)).rounded(.up)) - 1
    return values[min(max(place, 0), values.count - 1)]
  }

  struct Bucket: Equatable {
    let from: Double
    let to: Double
    let count: Int
  }

  /// By powers of two, from the first that holds anything to the last.
  var histogram: [Bucket] {
    guard let longest else { return [] }
    var buckets: [Bucket] = []
    var (from, to) = (0.0, 1.0)
    var rest = values[...]
    while from <= longest {
      let some = rest.prefix { $0 < to }
      rest = rest.dropFirst(some.count)
      buckets.append(Bucket(from: from, to: to, count: some.count))
      (from, to) = (to, to * 2)
    }
    return Array(buckets.drop { $0.count == 0 })
  }
}
