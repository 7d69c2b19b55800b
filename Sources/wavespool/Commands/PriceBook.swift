import JSON
import SQLite
import Spool
import Store
import WaveSpeed

/// Prices as far as they are known on this side of the API: by the models' lists, else by what the
/// API said last. It may be old; the daemon asks anew before it pays.
struct PriceBook {
  let catalog: Catalog
  private let quotes: [ModelName: [String: Money]]

  init(_ catalog: Catalog, quotes: [Quoted] = []) {
    self.catalog = catalog
    self.quotes = quotes.reduce(into: [:]) { all, quote in
      if let price = quote.price { all[quote.model, default: [:]][quote.inputs] = price }
    }
  }

  /// Nil when nobody has said it.
  func price(_ name: ModelName, _ input: String) -> Money? {
    guard let model = catalog[name], model.priceRule != .unknown || quotes[name] != nil,
      let input = JSON.stored(input).object
    else { return nil }
    return model.price(for: input) ?? quotes[name]?[model.priceKey(for: input)]
  }
}

extension Session {
  func priceBook() throws(CommandFailure) -> PriceBook {
    try priceBook(try catalog())
  }

  /// Of one model, where that is all that is asked after: the quotes are read only if its list is
  /// silent.
  func price(of model: Model, for input: JSON.Object) throws(CommandFailure) -> Money? {
    if let price = model.price(for: input) { return price }
    return try priceBook(Catalog([model])).price(model.name, input.text)
  }

  private func priceBook(_ catalog: Catalog) throws(CommandFailure) -> PriceBook {
    guard databaseIsThere else { return PriceBook(catalog) }
    return PriceBook(
      catalog, quotes: try reading { store throws(SQLiteError) in try store.quotes() })
  }
}
