import JSON
import Spool
import Store
import WaveSpeed

/// What the API said runs cost, and what it is being asked.
package struct Quotes {
  private var known: [Key: Quoted] = [:]
  private var asked: Set<Key> = []

  /// A price by the model and the inputs that can matter to it.
  package struct Key: Hashable, Sendable {
    let model: ModelName
    let inputs: String

    init(_ model: Model, _ input: JSON.Object) {
      self.model = model.name
      inputs = model.priceKey(for: input)
    }
  }

  enum Price: Equatable {
    case known(Money)

    /// The API would not say.
    case withheld
    case notAsked
  }

  init(_ quotes: [Quoted]) {
    for quote in quotes { keep(quote) }
  }

  mutating func keep(_ quote: Quoted) {
    let key = Key(quote)
    known[key] = quote
    asked.remove(key)
  }

  /// Prices change, and a missing one may appear: neither is believed for ever.
  func price(_ key: Key, at now: Timestamp) -> Price {
    guard let quote = known[key] else { return .notAsked }
    let validity: Duration = quote.price == nil ? .seconds(3600) : .seconds(86_400)
    guard now < quote.at + validity else { return .notAsked }
    return quote.price.map { .known($0) } ?? .withheld
  }

  /// Whether this is the first to ask.
  mutating func ask(_ key: Key) -> Bool { asked.insert(key).inserted }
  mutating func gaveUp(_ key: Key) { asked.remove(key) }
}

extension Quotes.Key {
  init(_ quote: Quoted) {
    model = quote.model
    inputs = quote.inputs
  }
}
