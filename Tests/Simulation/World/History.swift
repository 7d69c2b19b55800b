import Spool

/// All that one seed decides: the parts of a history, in the order in which they were thought of.
package struct History: Sendable {
  package let seed: UInt64
  package var parts: [Part] = []

  /// When people stop and everything heals.
  static let busyFor = Duration.seconds(900)

  let serverSkew: Duration
  let givesInputs: Bool
  let resubmits: Bool

  /// The kernel says whether somebody writes to the database, as Linux does.
  package var tellsWhoWrites: Bool

  package init(seed: UInt64) {
    self.seed = seed
    var dice = Dice(seed, "account")
    serverSkew = dice.happens(50) ? .zero : .milliseconds(dice.number(-20_000...20_000))
    givesInputs = dice.happens(60)
    resubmits = dice.happens(20)
    var kernel = Dice(seed, "kernel")
    tellsWhoWrites = kernel.happens(70)
    addArrivals()
    addPeople()
    addDeaths()
    addTroubles()
    addFates()
    addMoney()
    addPuttingBack()
  }

  /// The same without some of its parts.
  package func without(_ numbers: Set<Int>) -> History {
    var copy = self
    copy.parts.removeAll { numbers.contains($0.number) }
    return copy
  }

  private mutating func add(_ at: Duration?, _ what: Part.What) {
    parts.append(Part(number: parts.count, at: at, what: what))
  }

  private func moment(_ dice: inout Dice, within part: Double = 1) -> Duration {
    .milliseconds(Int(dice.fraction() * part * Double(History.busyFor.milliseconds)))
  }
}

extension History {
  private mutating func addArrivals() {
    var dice = Dice(seed, "arrivals")
    let count = dice.number(12...18)
    let isBurst = dice.happens(30)
    for arrival in 0..<count {
      var wish = Part.Wish(
        model: dice.number(0...2), writer: dice.happens(60) ? .sql : .cli,
        priority: dice.happens(20) ? dice.number(-2...3) : 0,
        after: dice.happens(12) ? .seconds(dice.number(1...400)) : nil,
        key: dice.happens(15) ? dice.number(0...2) : nil,
        maxAttempts: dice.happens(30) ? dice.number(1...5) : 3,
        twin: arrival > 0 && dice.happens(15) ? dice.number(0...(arrival - 1)) : nil,
        isInvalid: dice.happens(4), hintLead: .zero)
      if dice.happens(25) { wish.hintLead = dice.length(1...1500) }
      let at: Duration =
        isBurst && dice.happens(70)
        ? .milliseconds(dice.number(0...2000)) : moment(&dice, within: 0.7)
      add(at, .enqueue(arrival: arrival, wish))
    }
  }

  private mutating func addPeople() {
    var dice = Dice(seed, "people")
    for _ in 0..<dice.number(2...10) {
      add(moment(&dice), .person(dice.pick(Part.Act.allCases), arrival: dice.number(0...17)))
    }
  }

  private mutating func addDeaths() {
    var dice = Dice(seed, "deaths")
    for _ in 0..<dice.number(3...6) {
      let loss: Disk.Loss? = dice.happens(40) ? dice.pick(Disk.Loss.allCases) : nil
      add(
        moment(&dice, within: 0.9),
        .crash(
          steps: dice.happens(30) ? 0 : dice.number(0...120), loss: loss,
          restartAfter: dice.length(100...120_000)))
    }
    if dice.happens(40) { add(moment(&dice), .stop(restartAfter: dice.length(100...30_000))) }
    if dice.happens(15) {
      let at = moment(&dice, within: 0.7)
      add(at, .backUp)
      add(at + dice.length(1000...200_000), .restore(restartAfter: dice.length(1000...120_000)))
    }
    if dice.happens(15) { add(moment(&dice), .freeze(dice.length(1000...400_000))) }
  }

  private mutating func addTroubles() {
    var dice = Dice(seed, "troubles")
    for _ in 0..<dice.number(3...7) {
      let at = moment(&dice)
      switch dice.number(0...9) {
      case 0, 1:
        add(at, .neighbour(dice.pick(Part.Neighbour.allCases), dice.length(10...40_000)))
      case 2, 3:
        add(at, .disk(dice.pick(Part.DiskTrouble.allCases), dice.length(100...60_000)))
      case 4:
        let size = dice.length(1000...(dice.happens(20) ? 800_000_000 : 600_000))
        add(at, .clock(dice.happens(50) ? size : .zero - size))
      case 5: add(at, .deaf(dice.length(1000...120_000)))
      case 6, 7:
        add(at, .account(dice.pick(Part.AccountTrouble.allCases), dice.length(1000...120_000)))
      default: add(at, .polls(dice.pick(Part.PollTrouble.allCases), dice.length(1000...120_000)))
      }
    }
  }

  private mutating func addFates() {
    var dice = Dice(seed, "fates")
    var isAny = 0
    for number in 0..<40 where dice.happens(22) {
      add(nil, .submission(number, dice.pick(Fate.allCases)))
      isAny += 1
    }
    // With the troubles, at least five faults in every history.
    for number in 0..<max(0, 3 - isAny) {
      add(nil, .submission(number, dice.pick(Fate.allCases)))
    }
    for number in 0..<40 where dice.happens(35) {
      add(nil, .ending(number, dice.pick(Ending.allCases)))
    }
  }

  private mutating func addPuttingBack() {
    var dice = Dice(seed, "putting back")
    guard dice.happens(10) else { return }
    add(moment(&dice, within: 0.7), .putBack(after: dice.length(100...200_000)))
  }

  /// Films that say what they cost, and budgets that have room for a few.
  private mutating func addMoney() {
    var dice = Dice(seed, "money")
    guard dice.happens(30) else { return }
    for film in 0..<dice.number(3...9) {
      let wish = Part.Wish(
        model: Catalogue.priced, writer: dice.happens(60) ? .sql : .cli, priority: 0, after: nil,
        key: nil, maxAttempts: dice.number(1...3), twin: nil, isInvalid: false, hintLead: .zero)
      let isEarly = dice.happens(50)
      let at: Duration = isEarly ? .milliseconds(dice.number(0...3000)) : moment(&dice, within: 0.7)
      add(at, .enqueue(arrival: 100 + film, wish))
    }
    for number in 0..<dice.number(1...4) {
      let budget = Part.Budget(
        scope: dice.happens(50) ? "" : "film/priced", isPerDay: dice.happens(60),
        films: dice.happens(15) ? nil : dice.number(0...6))
      let isEarly = number == 0 && dice.happens(60)
      add(isEarly ? .milliseconds(dice.number(0...500)) : moment(&dice), .budget(budget))
    }
  }
}
