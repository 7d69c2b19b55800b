import JSON
import Spool

extension PriceRule {
  /// Our own rule first; else `base_price`, unless a formula makes it only the start of a price.
  init(_ model: Item, ours: Item?) throws(ModelError) {
    if let ours {
      self = .perSecond(try PerSecond(ours))
    } else if let price = try model.optionalNumber("base_price"),
      try model.optionalText("formula") ?? "" == ""
    {
      guard let dollars = price.double, dollars >= 0, let money = Money(dollars: dollars) else {
        throw .wrongType("base_price", wanted: "an amount of dollars")
      }
      // A price of nothing is how a list says that it knows none.
      self = money == .zero ? .unknown : .perRun(money)
    } else {
      self = .unknown
    }
  }
}

extension PriceRule.PerSecond {
  init(_ item: Item) throws(ModelError) {
    seconds = try item.text("seconds")
    selector = try item.text("by")
    let least = try item.optionalWhole("min_seconds") ?? 0
    let most = try item.optionalWhole("max_seconds") ?? 86_400
    guard 0 <= least, least <= most, most <= 86_400 else {
      throw .wrongType("min_seconds", wanted: "at most max_seconds, and both at most a day")
    }
    billed = Int64(least)...Int64(most)
    var rates: [String: Money] = [:]
    for member in try item.item("usd_per_second").object.members {
      guard let dollars = member.value.double, (0...1_000_000).contains(dollars) else {
        throw .wrongType("usd_per_second", wanted: "amounts of dollars")
      }
      rates[member.key] = Money(dollars: dollars)
    }
    self.rates = rates
  }
}
