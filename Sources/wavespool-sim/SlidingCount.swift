/// How many things happened within the last while, exactly, and the most there ever were.
struct SlidingCount {
  private let window: Int64
  private var moments: [Int64] = []
  private var head = 0
  private(set) var most = 0

  init(seconds: Int64) {
    window = seconds * 1_000_000_000
  }

  mutating func add(at now: Int64) {
    moments.append(now)
    most = max(most, count(at: now))
  }

  mutating func count(at now: Int64) -> Int {
    while head < moments.count, moments[head] <= now - window { head += 1 }
    if head > 1024, head > moments.count / 2 {
      moments.removeFirst(head)
      head = 0
    }
    return moments.count - head
  }

  /// How long until the oldest of them leaves the window.
  func wait(at now: Int64) -> Int64 {
    head < moments.count ? max(0, moments[head] + window - now) : 0
  }
}
