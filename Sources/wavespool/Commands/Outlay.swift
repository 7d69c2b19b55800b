import SQLite
import Spool
import Store
import Terminal

/// What jobs that are about to be queued may cost.
struct Outlay {
  private var known = Money.zero
  private var unknown = 0

  /// Jobs that are paid for.
  private var paid = 0

  /// What is held against `confirm_over`.
  private(set) var weight = Money.zero

  /// What an unknown price counts as: one such job asks no question, as it asks none when it is
  /// queued singly, and a pile of them does.
  static let assumedPrice = Money(micros: 1_000_000)

  /// `most` is the job's own limit, which is what an unknown price may be at most.
  mutating func add(_ price: Money?, atMost most: Money?) {
    paid += 1
    if let price = price ?? most {
      known = known + price
      weight = weight + price
    } else {
      unknown += 1
      weight = weight + Outlay.assumedPrice
    }
  }

  /// As in `retry 3 jobs for up to $1.20`.
  var words: String {
    let unknowns = unknown == 1 ? "an unknown price" : "unknown prices"
    if paid == 0 { return "at no further cost" }
    if unknown == paid { return "at \(unknowns)" }
    return "for up to \(known)" + (unknown > 0 ? ", and \(unknown) at \(unknowns)" : "")
  }
}

/// As in `one more attempt is authorised, for $0.40`: a job that had not used up its attempts may make
/// all that are left.
func authorised(_ attempts: Int, at price: Money?) -> String {
  let unknown = "at a price that is not known"
  return attempts == 1
    ? "one more attempt is authorised, " + (price.map { "for \($0)" } ?? unknown)
    : "up to \(attempts) attempts are authorised, " + (price.map { "for \($0) each" } ?? unknown)
}

extension JobRow {
  /// How often it may be submitted yet, if it were queued again.
  var attemptsIfQueuedAgain: Int { max(maxAttempts - attempts, 1) }
}

extension Session {
  /// Of jobs that exist and are to be queued again.
  func outlay(ofQueuingAgain ids: [JobID]) throws(CommandFailure) -> Outlay {
    let book = try priceBook()
    let prospects = try reading { store throws(SQLiteError) in try store.prospects(ids) }
    var outlay = Outlay()
    for prospect in prospects where !prospect.isTakenUp {
      outlay.add(
        prospect.price ?? prospect.input.flatMap { book.price(prospect.model, $0) },
        atMost: prospect.maxPrice)
    }
    return outlay
  }

  /// Asks before what may cost more than `confirm_over`; where nobody can be asked, it takes --yes.
  func mustAgree(to deed: String, _ outlay: Outlay) throws(CommandFailure) {
    guard !invocation[Selection.yes] else { return }
    let most = try confirmOver()
    guard outlay.weight > most else { return }
    try mustAgree(
      to: "\(deed) \(outlay.words)",
      hint: "Say --yes to do it: above \(most) it is asked ('wavespool config confirm_over').")
  }

  func mustAgree(to deed: String, hint: String) throws(CommandFailure) {
    guard console.canAsk, !wantsJSON else { throw .usage("this would \(deed)", hint: hint) }
    guard console.confirm("\(deed.prefix(1).uppercased())\(deed.dropFirst())?") else {
      throw CommandFailure(.failed, "nothing was changed")
    }
  }

  private func confirmOver() throws(CommandFailure) -> Money {
    let key = SettingKey.confirmOver
    guard databaseIsThere else { return Money(text: key.standard) ?? .zero }
    let set = try reading { store throws(SQLiteError) in try store.setting(key.rawValue) }
    return Money(text: set ?? key.standard) ?? .zero
  }
}
