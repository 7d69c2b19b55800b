import CPowerCutVFS
package import Store

/// Lives histories through on a disk of its own, one after the other.
package final class Simulation {
  private let disk: Disk

  /// The name tells disks of one process apart.
  package init(name: String) throws(StoreError) {
    disk = Disk(name: name)
    // Every history begins with the same empty queue; making it once is enough.
    disk.enter(.people)
    _ = try Store.open(
      Machine.path, on: name, for: .writer(patience: .zero), builtIn: Catalogue.entries)
    disk.keep()
    disk.format()
  }

  /// For a process that does nothing else, before its first simulation.
  package static func beQuick() { powercut_be_quick() }

  package struct Outcome: Sendable {
    package let history: History
    package let broken: Violation?
    package let tally: Machine.Tally
    package let trace: [String]
  }

  package func live(_ history: History, tracing: Bool = false) -> Outcome {
    let trace = Trace(isWanted: tracing)
    let (broken, tally) = Machine.live(history, on: disk, trace)
    disk.format()
    return Outcome(history: history, broken: broken, tally: tally, trace: trace.lines)
  }

  /// The smallest history that still breaks: parts are left out, half of them first, then fewer,
  /// for as long as it breaks without them.
  package func shrink(
    _ history: History, while stillHappens: (Outcome) -> Bool = { $0.broken != nil }
  ) -> History {
    var smallest = history
    var size = max(1, history.parts.count / 2)
    while true {
      var hasShrunk = false
      var start = 0
      while start < smallest.parts.count {
        let numbers = Set(smallest.parts[start...].prefix(size).map(\.number))
        let candidate = smallest.without(numbers)
        if stillHappens(live(candidate)) {
          smallest = candidate
          hasShrunk = true
        } else {
          start += size
        }
      }
      if size == 1, !hasShrunk { return smallest }
      size = max(1, size / 2)
    }
  }
}
