import Spool
import Testing

@Suite struct `A purse` {
  private let model = ModelName("a/b")
  private let other = ModelName("c/d")

  private func dollars(_ amount: String) -> Money { Money(text: amount) ?? .zero }

  private var noon: Timestamp { Timestamp("2026-04-01 12:00:00.000") ?? .earliest }

  private func purse(
    account: (perDay: String?, total: String?)? = nil, model perDay: String? = nil,
    today: String = "0", inTotal: String = "0"
  ) -> Purse {
    var budgets: [Scope: Purse.Budget] = [:]
    if let account {
      budgets[.account] = Purse.Budget(
        perDay: account.perDay.map(dollars), total: account.total.map(dollars), totalSince: nil)
    }
    if let perDay {
      budgets[.model(model)] = Purse.Budget(
        perDay: dollars(perDay), total: nil, totalSince: nil)
    }
    return Purse(
      budgets: budgets, day: "2026-04-01", today: [.account: dollars(today)],
      inTotal: [.account: dollars(inTotal)])
  }

  @Test func `without a budget limits nothing`() {
    #expect(purse().room(for: model) == nil)
    #expect(!purse().watches(model))
  }

  @Test func `has room for what the day has left, and for what the total has left`() {
    let purse = purse(account: ("5", "3"), today: "1.50", inTotal: "2")

    #expect(purse.room(for: model) == dollars("1"))
  }

  @Test func `of a model says nothing about another`() {
    let purse = purse(model: "1")

    #expect(purse.room(for: model) == dollars("1"))
    #expect(purse.room(for: other) == nil)
  }

  @Test func `holds a model to the tighter of two budgets`() {
    #expect(purse(account: ("5", nil), model: "1").room(for: model) == dollars("1"))
    #expect(purse(account: ("0.50", nil), model: "1").room(for: model) == dollars("0.50"))
  }

  @Test func `names the tightest budget`() {
    let tightest = purse(account: ("5", "3"), model: "2.50", today: "1", inTotal: "2")
      .tightest(for: model)

    #expect(tightest?.scope == .account && tightest?.isPerDay == false)
    #expect(tightest?.most == dollars("3") && tightest?.left == dollars("1"))
    #expect(purse().tightest(for: model) == nil)
  }

  @Test func `never gives the last dollar twice`() {
    var purse = purse(account: ("1", nil))
    purse.spend(dollars("0.60"), on: model, at: noon)
    purse.spend(dollars("0.40"), on: other, at: noon)

    #expect(purse.room(for: model) == .zero)
  }

  @Test func `overspent has less than no room`() {
    #expect(purse(account: ("1", nil), today: "1.25").room(for: model) == Money(micros: -250_000))
  }

  @Test func `has more room when a budget was raised, lifted or paid back, and not otherwise`() {
    let before = purse(account: ("1", nil), today: "1")

    #expect(purse(account: ("2", nil), today: "1").hasMoreRoom(than: before))
    #expect(purse().hasMoreRoom(than: before))
    #expect(purse(account: ("1", nil), today: "0.50").hasMoreRoom(than: before))
    #expect(!before.hasMoreRoom(than: before))
    #expect(!purse(account: ("1", nil), today: "1.50").hasMoreRoom(than: before))
  }

  @Test func `sums are exact to the millionth`() {
    var purse = purse(account: ("1", nil))
    for _ in 0..<10 { purse.spend(dollars("0.1"), on: model, at: noon) }

    #expect(purse.room(for: model) == .zero)
  }

  @Test(arguments: [("5", 5_000_000), ("0.50", 500_000), ("$1.25", 1_250_000), ("0.000001", 1)])
  func `reads amounts as people write them`(text: String, micros: Int64) {
    #expect(Money(text: text) == Money(micros: micros))
  }

  @Test(arguments: ["", "$", "-1", "1.", ".5", "1.2.3", "1e3", "0.0000001", "1,50", "99999999999"])
  func `takes nothing else for an amount`(text: String) {
    #expect(Money(text: text) == nil)
  }
}
