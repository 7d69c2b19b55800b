/// What may be spent, and what has been: for the account and for each model with a budget.
///
/// Money is reserved when a submission is claimed and given back only where the API gives it back,
/// so what could still be charged always counts as spent.
package struct Purse: Equatable, Sendable {
  package let budgets: [Scope: Budget]

  /// The UTC day that `today` is about.
  package let day: String
  private var today: [Scope: Money]
  private var inTotal: [Scope: Money]

  package struct Budget: Equatable, Sendable {
    package let perDay: Money?
    package let total: Money?

    /// When the total was first set: what was spent before does not count.
    package let totalSince: Timestamp?

    package init(perDay: Money?, total: Money?, totalSince: Timestamp?) {
      self.perDay = perDay
      self.total = total
      self.totalSince = totalSince
    }
  }

  package init(
    budgets: [Scope: Budget], day: String, today: [Scope: Money], inTotal: [Scope: Money]
  ) {
    self.budgets = budgets
    self.day = day
    self.today = today
    self.inTotal = inTotal
  }

  package static func empty(on day: String) -> Purse {
    Purse(budgets: [:], day: day, today: [:], inTotal: [:])
  }

  package var hasBudgets: Bool { !budgets.isEmpty }

  /// The models that have a budget of their own.
  package var budgetedModels: [ModelName] {
    budgets.keys.filter { $0 != .account }.map { ModelName($0.text) }.sorted()
  }

  /// Whether a budget watches over submissions of this model.
  package func watches(_ model: ModelName) -> Bool {
    budgets[.account] != nil || budgets[.model(model)] != nil
  }

  /// How much more a submission of this model may cost; nil when nothing limits it.
  package func room(for model: ModelName) -> Money? {
    [Scope.account, .model(model)].compactMap(room).min()
  }

  /// The budget that leaves a submission of this model the least, and how much; nil without any.
  package func tightest(for model: ModelName) -> Squeeze? {
    [Scope.account, .model(model)].flatMap { scope -> [Squeeze] in
      let budget = budgets[scope]
      return [
        budget?.perDay.map {
          Squeeze(scope: scope, most: $0, isPerDay: true, left: $0 - (today[scope] ?? .zero))
        },
        budget?.total.map {
          Squeeze(scope: scope, most: $0, isPerDay: false, left: $0 - (inTotal[scope] ?? .zero))
        },
      ].compactMap { $0 }
    }.min { $0.left < $1.left }
  }

  /// What one budget allows, and what is left of it.
  package struct Squeeze: Equatable, Sendable {
    package let scope: Scope
    package let most: Money
    package let isPerDay: Bool
    package let left: Money
  }

  /// How much more any submission may cost, whatever its model; nil when nothing limits it.
  package var roomForAll: Money? { room(.account) }

  /// Whether something may be affordable now that was not before.
  package func hasMoreRoom(than before: Purse) -> Bool {
    if before.budgets != budgets { return true }
    return budgets.keys.contains { scope in
      switch (room(scope), before.room(scope)) {
      case (let now?, let then?): now > then
      case (nil, _): true
      case (_?, nil): false
      }
    }
  }

  private func room(_ scope: Scope) -> Money? {
    guard let budget = budgets[scope] else { return nil }
    return [
      budget.perDay.map { $0 - (today[scope] ?? .zero) },
      budget.total.map { $0 - (inTotal[scope] ?? .zero) },
    ].compactMap { $0 }.min()
  }

  package mutating func spend(_ price: Money, on model: ModelName, at moment: Timestamp) {
    for (scope, budget) in budgets where scope == .account || scope == .model(model) {
      if moment.dayText >= day { today[scope] = (today[scope] ?? .zero) + price }
      if moment >= budget.totalSince ?? Timestamp(milliseconds: 0) {
        inTotal[scope] = (inTotal[scope] ?? .zero) + price
      }
    }
  }

  /// What was spent in the scope on `day`, where that was added up.
  package func spent(_ scope: Scope, on day: String) -> Money? {
    guard day == self.day, budgets[scope]?.perDay != nil else { return nil }
    return today[scope]
  }

  /// What was spent in the scope since a total was first set, where that was added up.
  package func spent(_ scope: Scope, since moment: Timestamp?) -> Money? {
    guard let budget = budgets[scope], budget.total != nil, budget.totalSince == moment else {
      return nil
    }
    return inTotal[scope]
  }
}
