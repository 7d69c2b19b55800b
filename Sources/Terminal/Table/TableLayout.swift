// How wide each column of a table is, so that the whole fits. Widths are found by taking away from
// the natural ones, in the order in which the columns have said they give way.

/// The columns that are shown, by their place among all, and the width of each.
struct TableLayout: Equatable {
  private(set) var shown: [Int]
  private(set) var widths: [Int]

  static let gap = 2

  init(_ columns: [Column], natural: [Int], limit: Int?) {
    shown = Array(columns.indices)
    widths = natural
    guard let limit else { return }

    let ranks = Set(columns.map(\.shrinkRank)).sorted(by: >)
    for rank in ranks {
      shrink(to: limit) { columns[$0].shrinkRank == rank ? columns[$0].ideal : nil }
    }
    for rank in ranks {
      shrink(to: limit) { columns[$0].shrinkRank == rank ? columns[$0].minimum : nil }
    }
    let expendable = columns.indices
      .filter { columns[$0].expendableRank != nil }
      .sorted { (columns[$0].expendableRank ?? 0) > (columns[$1].expendableRank ?? 0) }
    for column in expendable where excess(over: limit) > 0 {
      shown.removeAll { $0 == column }
    }
    if shown.count < columns.count { widen(within: limit, to: natural) }
    shrink(to: limit) { _ in 1 }
    while shown.count > 1, excess(over: limit) > 0 { shown.removeLast() }
    if let only = shown.first, shown.count == 1 { widths[only] = min(widths[only], limit) }
  }

  private func excess(over limit: Int) -> Int {
    shown.reduce(Self.gap * (shown.count - 1)) { $0 + widths[$1] } - limit
  }

  /// Takes from the widest first, so that columns of one rank end up alike.
  private mutating func shrink(to limit: Int, floor: (Int) -> Int?) {
    var excess = excess(over: limit)
    while excess > 0 {
      let giving = shown.filter { column in floor(column).map { widths[column] > $0 } == true }
      guard let widest = giving.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
      excess -= 1
    }
  }

  /// A column that has left may leave more room than was missing: it goes to those that gave.
  private mutating func widen(within limit: Int, to natural: [Int]) {
    var room = -excess(over: limit)
    while room > 0 {
      let wanting = shown.filter { widths[$0] < natural[$0] }
      guard let narrowest = wanting.min(by: { widths[$0] < widths[$1] }) else { return }
      widths[narrowest] += 1
      room -= 1
    }
  }
}
