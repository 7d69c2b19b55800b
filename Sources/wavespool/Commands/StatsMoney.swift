import Spool
import Store
import Terminal

extension Stats {
  /// What was spent, beside what failures took of it and what the bills say.
  static func showMoney(
    _ groups: [(key: String, value: Tally)], by grouping: Grouping, _ session: Session
  ) {
    let spendings = groups.compactMap(\.value.spending)
    guard !spendings.isEmpty else { return }
    if groups.contains(where: { !$0.value.counts.isEmpty }) { session.out.line() }
    var table = Table([
      Column(grouping.heading, minimum: 8, ideal: 16, shrinksAt: 1, eliding: .start),
      Column("SPENT", .right), Column("FAILURES", .right, expendableAt: 2),
      Column("UNDER WAY", .right, expendableAt: 3), Column("PER DONE", .right, expendableAt: 1),
      Column("BILLS", .right, expendableAt: 4),
    ])
    for spending in spendings {
      table.add([
        Cell(spending.group), Cell("\(spending.spent)" + (spending.unknown > 0 ? "+?" : "")),
        Cell("\(spending.failed)"), Cell("\(spending.pending)"),
        Cell(spending.perCompleted.map { "\($0)" } ?? "?"), Cell(spending.differenceWords ?? "?"),
      ])
    }
    table.write(to: session.out)
    session.note(
      "FAILURES: of what was spent, for nothing and not given back; PER DONE: spent for each that "
        + "completed; BILLS: how much more the API's bills say than was expected.")
  }
}

extension Grouping {
  var heading: String { rawValue.uppercased() }
}

extension Spending {
  /// To the tenth of a cent; nil when none has completed.
  var perCompleted: Money? {
    guard completed > 0 else { return nil }
    return Money(dollars: (spent.dollars / Double(completed) * 1000).rounded() / 1000)
  }

  /// `±0` `+$0.10`; nil when no bill was read.
  var differenceWords: String? {
    guard billed > 0 else { return nil }
    if difference == .zero { return "±0" }
    return difference > .zero ? "+\(difference)" : "\(difference)"
  }
}
