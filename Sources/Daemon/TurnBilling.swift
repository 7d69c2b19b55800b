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

  /// The most that one reading takes in of each kind: 100 a page.
  static let mostPages = 20

  /// A refund may come hours after its charge was read.
  static let overlap = Duration.seconds(3 * 3600)
}

extension Turn {
  /// Begins a reading when the last one is an hour ago and something was accepted since.
  func readBills(at moment: Moment) {
    guard billReading == nil, hasUnbilled, moment.uptime >= nextBillReading else { return }
    nextBillReading = moment.uptime + .seconds(3600)
    hasUnbilled = false
    billReading = BillReading(
      from: (billsReadTo ?? moment.wall - .seconds(86_400)) - BillReading.overlap,
      to: moment.wall)
    askForBills()
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
      return
    }
    let isLast = !page.hasMore || reading.page >= BillReading.mostPages
    let isEnd = isLast && reading.kind == .refund
    unrecorded.append(.billed(page.items, readTo: isEnd ? reading.to : nil))
    if isEnd {
      billReading = nil
    } else if isLast {
      billReading?.kind = .refund
      billReading?.page = 1
      askForBills()
    } else {
      billReading?.page += 1
      askForBills()
    }
  }

  func decide(
    _ bills: [BillingPage.Item], readTo: Timestamp?, _ plan: inout Plan
  ) throws(SQLiteError) {
    for bill in bills {
      guard let prediction = bill.prediction else { continue }
      switch bill.kind {
      case .deduct: try store.recordCharge(of: prediction, bill.price)
      case .refund: try store.recordRefund(of: prediction, bill.price)
      }
    }
    if let readTo {
      try store.recordBillsRead(to: readTo)
      plan.acts.append(.readBills(to: readTo))
    }
  }
}
