/// One `--fault`: which requests it is for, and what becomes of them.
struct Rule {
  let text: String
  let scope: Scope
  let conditions: Conditions
  let action: Action

  /// How many requests its scope, model and prompt fitted, and to how many it did something.
  private(set) var matched = 0
  private(set) var fired = 0

  enum Scope: String {
    case submit, poll, output, upload, history, billing, balance, price, models

    /// The fate of an accepted prediction rather than an exchange.
    case job

    /// Every exchange.
    case any
  }

  enum Action {
    case effect(Effect)
    case fate([(name: String, value: String?)])
  }

  struct Conditions {
    var model: String?
    var prompt: [UInt8]?

    /// Which of the fitting requests, counted from 1 since the rule was made.
    var nth: ClosedRange<Int>?

    /// Which request for the same thing: the same body, prediction or file, counted from 1.
    var attempt: ClosedRange<Int>?
    var every: Int?
    var probability: Double?
    var times: Int?
  }

  init(text: String, scope: Scope, conditions: Conditions, action: Action) {
    self.text = text
    self.scope = scope
    self.conditions = conditions
    self.action = action
  }

  /// Whether it is for such requests at all; counts them.
  mutating func matches(_ occasion: Occasion) -> Bool {
    guard scope == occasion.scope || (scope == .any && occasion.scope != .job),
      conditions.model.map({ fits(occasion.model, pattern: $0) }) ?? true,
      conditions.prompt.map(occasion.mentions) ?? true
    else { return false }
    matched += 1
    return true
  }

  /// Whether it is for this one among those it matches; draws the dice if it asks for chance.
  mutating func fires(on occasion: Occasion, dice: inout Dice) -> Bool {
    guard conditions.nth?.contains(matched) ?? true,
      conditions.attempt?.contains(occasion.attempt) ?? true,
      conditions.every.map({ matched % $0 == 0 }) ?? true,
      conditions.times.map({ fired < $0 }) ?? true,
      conditions.probability.map({ dice.fraction() < $0 }) ?? true
    else { return false }
    fired += 1
    return true
  }

  mutating func forgetCounts() {
    matched = 0
    fired = 0
  }

  /// A `*` at either end stands for anything.
  private func fits(_ model: String, pattern: String) -> Bool {
    switch (pattern.hasPrefix("*"), pattern.hasSuffix("*")) {
    case (false, false): model == pattern
    case (true, false): model.hasSuffix(pattern.dropFirst())
    case (false, true): model.hasPrefix(pattern.dropLast())
    case (true, true): model.range(of: String(pattern.dropFirst().dropLast())) != nil
    }
  }
}

/// A request as the rules see it.
struct Occasion {
  let scope: Rule.Scope
  var model = ""
  var body: ArraySlice<UInt8> = []
  var attempt = 1

  func mentions(_ marker: [UInt8]) -> Bool {
    body.contains(marker)
  }
}
