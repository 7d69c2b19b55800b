import JSON
package import Spool

/// What the API says that a run would cost.
package struct Quote: Equatable, Sendable {
  package let price: Money
  package let discounted: Money?

  /// What would be charged.
  package var due: Money { discounted ?? price }

  /// Refuses a currency other than dollars: its numbers would be added up with ours.
  package init(_ reply: APIReply, now: Timestamp) throws(APIFailure) {
    let body = try reply.success(now: now)
    let currency = body.data?["currency"]?.string ?? "USD"
    guard currency.isEmpty || currency.uppercased() == "USD" else {
      throw body.without("price in dollars, but one in \(bounded(currency))")
    }
    guard let price = body.data?["price"].flatMap(dollars), price >= .zero else {
      throw body.without("price")
    }
    self.price = price
    discounted = body.data?["discounted_price"].flatMap(dollars).flatMap { $0 >= .zero ? $0 : nil }
  }
}
