import JSON
import Spool
import Store
import WaveSpeed

/// What the API said runs cost, and what it is being asked.
package struct Quotes {
  private var known: [Key: Quoted] = [:]

  /// What is being asked, or will be again.
  private var asked: Set<Key> = []

  /// Questions that nobody answered.
  private var lost: [Key: Lost] = [:]
  private struct Lost {
    var times: Int
    var again: Uptime?
  }

  /// When a price that the API would not say is worth another question.
  private var withheld: [Key: Timestamp] = [:]

  /// When the next question is asked again, and when the next refusal to say is too old.
  private(set) var nextAgain: Uptime?
  private(set) var nextExpiry: Timestamp?

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
    if lost.removeValue(forKey: key) != nil { findNextAgain() }
    let was = withheld.removeValue(forKey: key)
    if quote.price == nil { withheld[key] = quote.at + Quotes.validity(of: quote) }
    if was != nil || quote.price == nil { findNextExpiry() }
  }

  /// Prices change, and a missing one may appear: neither is believed for ever.
  func price(_ key: Key, at now: Timestamp) -> Price {
    guard let quote = known[key], now < quote.at + Quotes.validity(of: quote) else {
      return .notAsked
    }
    return quote.price.map { .known($0) } ?? .withheld
  }

  private static func validity(of quote: Quoted) -> Duration {
    quote.price == nil ? .seconds(3600) : .seconds(86_400)
  }

  /// Whether this is the first to ask.
  mutating func ask(_ key: Key) -> Bool { asked.insert(key).inserted }

  /// Whether anything is being asked, or will be again: about one model, or about any.
  func isAsking(about model: ModelName? = nil) -> Bool {
    guard let model else { return !asked.isEmpty }
    return asked.contains { $0.model == model }
  }

  /// Nobody answered: that says nothing of the price, and it is asked again after a while.
  mutating func gaveUp(_ key: Key, for retryAfter: Duration?, at now: Uptime) {
    let times = (lost[key]?.times ?? 0) + 1
    let wait = max(LookSchedule.waitAfterTrouble(times), retryAfter ?? .zero)
    lost[key] = Lost(times: times, again: now + min(wait, .seconds(3600)))
    findNextAgain()
  }

  /// The models of which a price may be asked again by now.
  func worthAsking(at moment: Moment) -> [ModelName] {
    let again = lost.filter { $0.value.again.map { $0 <= moment.uptime } ?? false }.keys
    let old = withheld.filter { $0.value <= moment.wall }.keys
    return Set((Array(again) + Array(old)).map(\.model)).sorted()
  }

  /// Lets them be asked: who still wants to know asks.
  mutating func letAsk(at moment: Moment) {
    for (key, loss) in lost where loss.again.map({ $0 <= moment.uptime }) ?? false {
      lost[key]?.again = nil
      asked.remove(key)
    }
    withheld = withheld.filter { $0.value > moment.wall }
    findNextAgain()
    findNextExpiry()
  }

  private mutating func findNextAgain() { nextAgain = lost.values.compactMap(\.again).min() }
  private mutating func findNextExpiry() { nextExpiry = withheld.values.min() }
}

extension Quotes.Key {
  init(_ quote: Quoted) {
    model = quote.model
    inputs = quote.inputs
  }
}
