import JSON
package import Spool

/// What the API says that a run would cost.
package struct Quote: Equatable, Sendable {
  package let price: Money
  package let discounted: Money?

  /// What would be charged.
  package var due: Money { discounted ?? price }

  /// Refuses a currency other than dollars, whose numbers would be added up with ours, and a price
  /// of nothing.
  package init(_ reply: APIReply, now: Timestamp) throws(APIFailure) {
    let body = try reply.success(now: now)
    let currency = body.data?["currency"]?.string ?? "USD"
    guard currency.isEmpty || currency.uppercased() == "USD" else {
      throw body.without("price in dollars, but one in \(bounded(currency))")
    }
    guard let price = body.data?["price"].flatMap(dollars), price >= .zero else {
      throw body.without("price")
    }
    // A price of nothing is how the API says that it knows none: budgets would never be used up.
    guard price > .zero else {
      throw .notUnderstood(Refusal("the API tells no price: it says 0", code: body.code))
    }
    self.price = price
    discounted = body.data?["discounted_price"].flatMap(dollars).flatMap { $0 > .zero ? $0 : nil }
  }
}
