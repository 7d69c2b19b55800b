import JSON

// What was charged and paid back: the second witness after a lost answer.

extension Simulator {
  func billing(_ request: Request, at now: Int64) -> Reply {
    ledger.settle(at: now)
    guard let query = try? JSON(parsing: request.body), query.object != nil else {
      return .refusal(400, "invalid request body")  // whatever is wrong with it
    }
    guard let page = Page(query) else {
      return .refusal(400, "page and page_size (1 to 100) are required")
    }
    guard let window = Window(query, "start_time", "end_time") else {
      return .refusal(400, "start_time and end_time must be RFC 3339 times")
    }
    let items: (found: [Bill], hasMore: Bool)
    switch query["billing_type"]?.string {
    case "deduct": items = page.items(deductions(window, at: now))
    case "refund": items = page.items(refunds(window, at: now))
    case nil:
      let both = Array(deductions(window, at: now)) + refunds(window, at: now)
      items = page.items(both.sorted { $0.moment > $1.moment })
    default: return .refusal(400, "billing_type must be deduct or refund")
    }
    let shown = items.found.map { described($0, at: now) }
    return .success(
      #"{"page":\#(page.number),"has_more":\#(items.hasMore),"items":\#(list(shown))}"#)
  }

  private struct Bill {
    let kind: String
    let index: PredictionIndex
    let moment: Int64
  }

  /// Made one by one as the page is filled: there may be a million.
  private func deductions(_ window: Window, at now: Int64) -> some Sequence<Bill> {
    let visible = indices(createdIn: window, until: now - options.historyDelay)
    return visible.reversed().lazy.map { [self] index in
      Bill(kind: "deduct", index: index, moment: predictions[index].createdAt)
    }
  }

  private func refunds(_ window: Window, at now: Int64) -> some Sequence<Bill> {
    ledger.refunds.reversed().lazy.filter { refund in
      refund.moment <= now && (window.after...window.before).contains(refund.moment)
    }.map { Bill(kind: "refund", index: $0.prediction, moment: $0.moment) }
  }

  private func described(_ bill: Bill, at now: Int64) -> String {
    let prediction = predictions[bill.index]
    let name = ledger.names.name(bill.index)
    return #"{"uuid":"\#(bill.kind)-\#(name)","billing_type":"\#(bill.kind)","#
      + #""price":\#(dollars(prediction.price)),"#
      + #""created_at":"\#(clock.text(bill.moment))","prediction":{"uuid":"\#(name)","#
      + #""model_uuid":\#(quoted(ledger.model(of: prediction))),"#
      + #""status":\#(quoted(status(of: prediction, at: now)))}}"#
  }
}
