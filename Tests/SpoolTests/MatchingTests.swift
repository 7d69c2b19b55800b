import Spool
import TestSupport
import Testing

@Suite struct `Which prediction is whose` {
  private func attempt(_ number: Int) -> AttemptID { AttemptID(JobID(Int64(number)), 1) }

  private func sought(
    _ number: Int, likeness: Int = 0, from: Int = 0, to: Int = 100, isWaiting: Bool = true
  ) -> Sought {
    Sought(
      attempt(number), window: moment(from)...moment(to), likeness: likeness, isWaiting: isWaiting)
  }

  private func moment(_ second: Int) -> Timestamp { .start + .seconds(second) }

  private func candidate(_ name: String, at second: Int = 50, fits: Set<Int>? = [0]) -> Candidate {
    Candidate(PredictionID(name), createdAt: moment(second), likenesses: fits)
  }

  @Test func `one that was sent just so, at the right time, is adopted`() {
    #expect(
      verdicts(on: [sought(1)], among: [candidate("p")]) == [
        attempt(1): .adopt(PredictionID("p"))
      ])
  }

  @Test func `one made before it was sent, or long after it was lost, is another's`() {
    let early = candidate("early", at: -1)
    let late = candidate("late", at: 101)

    #expect(verdicts(on: [sought(1)], among: [early, late]) == [attempt(1): .nothingFound])
  }

  @Test func `one with other inputs is another's`() {
    #expect(
      verdicts(on: [sought(1)], among: [candidate("p", fits: [])]) == [
        attempt(1): .nothingFound
      ])
  }

  @Test func `attempts that sent the same each get one of as many predictions`() {
    let found = verdicts(
      on: [sought(1), sought(2)], among: [candidate("p"), candidate("q", at: 60)])

    #expect(
      Set([found[attempt(1)], found[attempt(2)]]) == [
        .adopt(PredictionID("p")), .adopt(PredictionID("q")),
      ])
  }

  @Test func `with fewer predictions than attempts, the others are looked for further`() {
    let found = verdicts(on: [sought(1), sought(2)], among: [candidate("p")])

    #expect(found.values.filter { $0 == .nothingFound }.count == 1)
    #expect(found.values.contains(.adopt(PredictionID("p"))))
  }

  @Test func `one prediction more than attempts leaves all of them to a person`() {
    let found = verdicts(on: [sought(1)], among: [candidate("p"), candidate("q")])

    #expect(found == [attempt(1): .ambiguous([PredictionID("p"), PredictionID("q")])])
  }

  @Test func `an attempt whose window is the only one that fits gets it`() {
    let found = verdicts(
      on: [sought(1, to: 100), sought(2, to: 40)],
      among: [candidate("p", at: 70), candidate("q", at: 30)])

    #expect(found[attempt(1)] == .adopt(PredictionID("p")))
    #expect(found[attempt(2)] == .adopt(PredictionID("q")))
  }

  @Test func `one that two different attempts may have sent is nobody's`() {
    let found = verdicts(
      on: [sought(1, likeness: 0), sought(2, likeness: 1)],
      among: [candidate("p", fits: [0, 1])])

    #expect(found[attempt(1)] == .ambiguous([PredictionID("p")]))
    #expect(found[attempt(2)] == .ambiguous([PredictionID("p")]))
  }

  @Test func `without inputs a single prediction is adopted`() {
    #expect(
      verdicts(on: [sought(1)], among: [candidate("p", fits: nil)]) == [
        attempt(1): .adopt(PredictionID("p"))
      ])
  }

  @Test func `without inputs two predictions tell nothing`() {
    let found = verdicts(
      on: [sought(1)], among: [candidate("p", fits: nil), candidate("q", fits: nil)])

    #expect(found == [attempt(1): .ambiguous([PredictionID("p"), PredictionID("q")])])
  }

  @Test func `without inputs one prediction is not guessed between different attempts`() {
    let found = verdicts(
      on: [sought(1, likeness: 0), sought(2, likeness: 1)], among: [candidate("p", fits: nil)])

    #expect(found[attempt(1)] == .ambiguous([PredictionID("p")]))
    #expect(found[attempt(2)] == .ambiguous([PredictionID("p")]))
  }

  @Test(arguments: [[0, 1], nil])
  func `what may be a given-up attempt's own is not taken for another's`(fits: Set<Int>?) {
    let found = verdicts(
      on: [sought(1, likeness: 0), sought(2, likeness: 1, isWaiting: false)],
      among: [candidate("p", fits: fits)])

    #expect(found == [attempt(1): .ambiguous([PredictionID("p")])])
  }

  @Test(arguments: [[0], nil])
  func `of attempts that sent the same, one that waits comes before one that was given up`(
    fits: Set<Int>?
  ) {
    let found = verdicts(
      on: [sought(1, to: 60, isWaiting: false), sought(2)], among: [candidate("p", fits: fits)])

    #expect(found == [attempt(2): .adopt(PredictionID("p"))])
  }

  @Test func `one left over of two that sent the same may have sent what shows no inputs`() {
    let found = verdicts(
      on: [sought(1, likeness: 0), sought(2, likeness: 1), sought(3, likeness: 1, from: 40)],
      among: [candidate("p", at: 50, fits: [1]), candidate("q", at: 30, fits: nil)])

    #expect(found[attempt(1)] == .ambiguous([PredictionID("q")]))
  }

  @Test(arguments: 1...2000)
  func `whatever is adopted was made by an attempt that sent the same`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let attempts = (1...Int.random(in: 1...5, using: &dice)).map { number in
      let from = Int.random(in: 0...60, using: &dice)
      return sought(
        number, likeness: Int.random(in: 0...1, using: &dice), from: from,
        to: from + Int.random(in: 0...50, using: &dice),
        isWaiting: Int.random(in: 0...3, using: &dice) > 0)
    }
    // Every prediction is of one of them, and was made in its time.
    var makers: [PredictionID: Sought] = [:]
    var candidates: [Candidate] = []
    for maker in attempts.shuffled(using: &dice) where dice.roll() < 0.6 {
      let name = PredictionID("p\(makers.count)")
      makers[name] = maker
      let createdAt =
        maker.window.lowerBound
        + .milliseconds(
          Int64.random(
            in: 0...(maker.window.upperBound.milliseconds - maker.window.lowerBound.milliseconds),
            using: &dice))
      candidates.append(
        Candidate(
          name, createdAt: createdAt, likenesses: dice.pick([nil, [maker.likeness], [0, 1]])))
    }

    let found = verdicts(on: attempts, among: candidates)

    for attempt in attempts {
      guard case .adopt(let prediction) = found[attempt.attempt] else { continue }
      #expect(makers[prediction]?.likeness == attempt.likeness, "seed \(seed)")
    }
  }

  @Test(arguments: 1...300)
  func `no prediction is given twice, and none to an attempt that it cannot be of`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let attempts = (1...Int.random(in: 1...6, using: &dice)).map { number in
      let from = Int.random(in: 0...50, using: &dice)
      return sought(
        number, likeness: Int.random(in: 0...2, using: &dice), from: from,
        to: from + Int.random(in: 0...60, using: &dice),
        isWaiting: Int.random(in: 0...3, using: &dice) > 0)
    }
    let candidates = (0..<Int.random(in: 0...7, using: &dice)).map { number in
      candidate(
        "p\(number)", at: Int.random(in: 0...110, using: &dice),
        fits: dice.pick([nil, [], [0], [1], [2], [0, 1]]))
    }

    let found = verdicts(on: attempts, among: candidates)

    var given: [PredictionID] = []
    for attempt in attempts {
      guard case .adopt(let prediction) = found[attempt.attempt] else { continue }
      given.append(prediction)
      let candidate = candidates.first { $0.prediction == prediction }
      let isInTime = candidate?.createdAt.map { attempt.window.contains($0) } ?? false
      let isAlike = candidate?.likenesses?.contains(attempt.likeness) ?? true
      #expect(isInTime && isAlike, "seed \(seed)")
    }
    #expect(Set(given).count == given.count, "seed \(seed)")
    #expect(Set(found.keys) == Set(attempts.filter(\.isWaiting).map(\.attempt)), "seed \(seed)")
  }
}
