/// How many exchanges may run against one origin at a time, and who waits.
///
/// libcurl's own limits on connections hold up everything, a fresh submission too, and its clocks
/// run while a transfer waits for a connection. So the queue is ours, and what needs no lane is
/// never in it.
struct Lanes {
  fileprivate struct Traffic {
    var running = 0
    var waiting: [ExchangeID] = []
    var served = 0  // how many of `waiting`, from its start, have had their turn
  }

  private let limit: Int
  private var traffic: [Origin: Traffic] = [:]

  init(limit: Int) {
    precondition(limit > 0, "without a lane nothing would ever run")
    self.limit = limit
  }

  /// Takes a lane, or joins the queue and answers false.
  mutating func enter(_ id: ExchangeID, to origin: Origin) -> Bool {
    if traffic[origin, default: Traffic()].running < limit {
      traffic[origin, default: Traffic()].running += 1
      return true
    }
    traffic[origin, default: Traffic()].waiting.append(id)
    return false
  }

  /// Gives a lane back; whoever is returned has it now.
  mutating func leave(_ origin: Origin) -> ExchangeID? {
    guard let index = traffic.index(forKey: origin) else { return nil }
    if let next = traffic.values[index].next() { return next }
    traffic.values[index].running -= 1
    if traffic.values[index].running == 0 { traffic.remove(at: index) }
    return nil
  }

  /// Leaves the queue before its turn came.
  mutating func forget(_ id: ExchangeID, to origin: Origin) {
    traffic[origin]?.forget(id)
  }
}

extension Lanes.Traffic {
  fileprivate mutating func next() -> ExchangeID? {
    guard served < waiting.count else { return nil }
    defer {
      served += 1
      // Moving the rest down each time would cost the square of the queue.
      if served * 2 > waiting.count {
        waiting.removeFirst(served)
        served = 0
      }
    }
    return waiting[served]
  }

  fileprivate mutating func forget(_ id: ExchangeID) {
    guard let index = waiting[served...].firstIndex(of: id) else { return }
    waiting.remove(at: index)
  }
}
