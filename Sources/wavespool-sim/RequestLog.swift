/// The last requests, in a ring.
struct RequestLog {
  struct Entry {
    let moment: Int64
    let method: String
    let path: String
    let bytes: Int
    let status: Int
    let delivery: Delivery
    let delay: Int64
  }

  private let length: Int
  private var ring: [Entry] = []
  private var next = 0

  init(length: Int) {
    self.length = length
  }

  mutating func add(_ entry: Entry) {
    guard length > 0 else { return }
    if ring.count < length {
      ring.append(entry)
    } else {
      ring[next] = entry
    }
    next = (next + 1) % length
  }

  /// Newest first.
  func last(_ count: Int) -> [Entry] {
    (0..<min(count, ring.count)).map { back in
      ring[(next - 1 - back + 2 * ring.count) % ring.count]
    }
  }
}

extension Delivery {
  /// As `/sim/requests` says it.
  var word: String {
    switch self {
    case .whole: "whole"
    case .cut(.beforeTheFirstByte): "cut before the first byte"
    case .cut(.insideTheHeaders): "cut inside the headers"
    case .cut(.insideTheBody): "cut inside the body"
    case .reset: "reset"
    case .silence: "never answered"
    case .slow: "slow"
    case .overlong: "overlong"
    }
  }
}
