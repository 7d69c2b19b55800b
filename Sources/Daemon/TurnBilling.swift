import Spool
import SQLite
import Store
import WaveSpeed

// Now and then the API's bills are read and joined to the ledger by prediction. What was expected is
// never corrected by it: both stand side by side, and a difference is for a person to see.

/// One reading of the bills: the charges page by page, then the refunds.
struct BillReading {
  var kind = BillingPage.Item.Kind.deduct
  var page = 1
  let from: Timestamp
  let to: Timestamp

  /// No refund of what has ended by now comes after it.
  let isLastNeeded: Bool

  /// What the page before showed: an API that shows the same again has no more.
  var newest: [BillingPage.Item] = []

  /// Others want to be answered too: after so many pages, 100 bills each, there is a rest.
  var restsUntil: Uptime?
  static let pagesInARow = 20

  /// A refund may come hours after its charge was read, and after its prediction has failed.
  static let overlap = Duration.seconds(3 * 3600)
}

extension Turn {
  /// Begins a reading when the last one is an hour ago, and something was accepted since or may be
  /// refunded yet.
  func readBills(at moment: Moment) {
    if let until = billReading?.restsUntil, until <= moment.uptime {
      billReading?.restsUntil = nil
      askForBills()
    }
    guard billReading == nil, hasUnbilled || refundsUntil != nil,
      moment.uptime >= nextBillReading
    else { return }
    nextBillReading = moment.uptime + .seconds(3600)
    hasUnbilled = false
    billReading = BillReading(
      from: (billsReadTo ?? moment.wall - .seconds(86_400)) - BillReading.overlap,
      to: moment.wall, isLastNeeded: refundsUntil.map { $0 <= moment.uptime } ?? true)
    askForBills()
  }

  /// An attempt has ended that may have been charged: the API refunds its own failures hours later.
  func expectRefund(at now: Uptime) { refundsUntil = now + BillReading.overlap }

  /// An earlier life may have ended before it had read the last bills.
  func inheritBills(lastEnd: Timestamp?, at moment: Moment) {
    guard let lastEnd, lastEnd <= moment.wall else { return }
    let until = lastEnd + BillReading.overlap
    if let billsReadTo, billsReadTo >= until { return }
    let wait = until.since(moment.wall)
    refundsUntil = moment.uptime + max(.zero, wait)
  }

  private func askForBills() {
    guard let reading = billReading else { return }
    world.network.send(
      .billing(reading.kind, from: reading.from, to: reading.to, page: reading.page),
      as: .bills)
  }

  func observeBills(_ result: Answer.Result, at moment: Moment) {
    guard let reading = billReading else { return }
    guard case .replied(let reply) = result,
      let page = try? BillingPage(reply, now: moment.wall)
    else {
      // Everything works with estimates; the next reading begins where the last good one ended.
      billReading = nil
      hasUnbilled = true
      return
    }
    let isLast = !page.hasMore || page.items.isEmpty || page.items == reading.newest
    let isEnd = isLast && reading.kind == .refund
    unrecorded.append(.billed(page.items, readTo: isEnd ? reading.to : nil))
    if isEnd {
      billReading = nil
      // What has ended meanwhile has its own three hours.
      let isOver = refundsUntil.map { $0 <= moment.uptime } ?? true
      if reading.isLastNeeded, isOver { refundsUntil = nil }
    } else if isLast {
      billReading?.kind = .refund
      billReading?.page = 1
      billReading?.newest = []
      askForBills()
    } else {
      billReading?.page += 1
      billReading?.newest = page.items
      if reading.page.isMultiple(of: BillReading.pagesInARow) {
        billReading?.restsUntil = moment.uptime + .seconds(10)
      } else {
        askForBills()
      }
    }
  }

  func decide(
    _ bills: [BillingPage.Item], readTo: Timestamp?, _ plan: inout Plan
  ) throws(SQLiteError) {
    try pricing(&plan) { () throws(SQLiteError) in
      for bill in bills {
        guard let prediction = bill.prediction else { continue }
        switch bill.kind {
        case .deduct: try store.recordCharge(of: prediction, bill.price)
        case .refund: try store.recordRefund(of: prediction, bill.price)
        }
      }
    }
    if let readTo {
      try store.recordBillsRead(to: readTo)
      plan.acts.append(.readBills(to: readTo))
    }
  }
}
