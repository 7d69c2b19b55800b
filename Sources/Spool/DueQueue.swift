/// What is due when, earliest first: a binary heap. Among equals the one put in first comes first.
package struct DueQueue<Element: Sendable>: Sendable {
  private var heap: [Entry] = []
  private var nextSerial: UInt64 = 0

  private struct Entry: Sendable {
    let due: Uptime
    let serial: UInt64
    let element: Element

    func comes(before other: Entry) -> Bool {
      due != other.due ? due < other.due : serial < other.serial
    }
  }

  package init() {}

  package var count: Int { heap.count }
  package var earliest: Uptime? { heap.first?.due }

  package mutating func insert(_ element: Element, due: Uptime) {
    heap.append(Entry(due: due, serial: nextSerial, element: element))
    nextSerial += 1
    var child = heap.count - 1
    while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes out the earliest element, if it is due.
  package mutating func popDue(at now: Uptime) -> Element? {
    guard let first = heap.first, first.due <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return first.element
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child].comes(before: heap[least]) {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
