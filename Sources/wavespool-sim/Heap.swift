/// The earliest of many moments, each with what is due then.
struct Heap<Item> {
  private var entries: [(moment: Int64, item: Item)] = []

  var isEmpty: Bool { entries.isEmpty }
  var earliest: Int64? { entries.first?.moment }

  mutating func insert(_ item: Item, at moment: Int64) {
    entries.append((moment, item))
    var child = entries.count - 1
    while child > 0, entries[child].moment < entries[(child - 1) / 2].moment {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// The earliest item, if its moment has come.
  mutating func removeDue(at now: Int64) -> (moment: Int64, item: Item)? {
    guard let first = entries.first, first.moment <= now else { return nil }
    let last = entries.removeLast()
    if entries.isEmpty { return first }
    entries[0] = last
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < entries.count else { break }
      let right = left + 1
      let child =
        right < entries.count && entries[right].moment < entries[left].moment ? right : left
      guard entries[child].moment < entries[parent].moment else { break }
      entries.swapAt(parent, child)
      parent = child
    }
    return first
  }

  mutating func removeAll() -> [Item] {
    defer { entries = [] }
    return entries.map(\.item)
  }
}
