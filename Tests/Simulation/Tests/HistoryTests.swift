import SimulatedWorld
import Testing

@Suite struct `Simulated histories` {
  @Test(arguments: 0..<8)
  func `break no promise of the daemon`(share: Int) throws {
    let simulation = try Simulation(name: "promises \(share)")

    for seed in UInt64(share * 40 + 1)...UInt64(share * 40 + 40) {
      let outcome = simulation.live(History(seed: seed))

      #expect(outcome.broken == nil, "seed \(seed): run simulate --seed \(seed)")
    }
  }

  /// Seeds that broke a promise once, by what was wrong.
  @Test(arguments: Regression.all)
  func `break no promise that was broken before`(regression: Regression) throws {
    let simulation = try Simulation(name: "regression \(regression.seed)")

    var history = History(seed: regression.seed)
    if regression.isOfSimplerTimes {
      history.tellsWhoWrites = false
      history.parts.removeAll(where: \.isPuttingBack)
    }
    let outcome = simulation.live(history)

    #expect(outcome.broken == nil, "\(regression.wrong)")
  }

  @Test func `are the same to the last byte for the same seed`() throws {
    let simulation = try Simulation(name: "replay")
    for seed in UInt64(500)...515 {
      let first = simulation.live(History(seed: seed), tracing: true)
      let second = simulation.live(History(seed: seed), tracing: true)

      #expect(first.trace == second.trace, "seed \(seed)")
      #expect(first.trace.count > 50)
    }
  }

  @Test func `have at least twelve jobs, three deaths and five faults`() {
    for seed in UInt64(1)...2000 {
      let parts = History(seed: seed).parts

      #expect(parts.filter { $0.kind == .arrival }.count >= 12)
      #expect(parts.filter { $0.kind == .death }.count >= 3)
      #expect(parts.filter { $0.kind == .fault }.count >= 5)
    }
  }

  @Test func `shrink to what matters`() throws {
    let simulation = try Simulation(name: "shrinking")
    let history = History(seed: 7)

    let smallest = simulation.shrink(history) { $0.tally.deaths > 0 && $0.tally.charges > 0 }

    #expect(smallest.parts.count < 4)
    #expect(smallest.parts.filter { $0.kind == .arrival }.count == 1)
    #expect(smallest.parts.filter { $0.kind == .death }.count == 1)
  }
}

/// A seed that once broke a promise, and why.
struct Regression: Sendable, CustomTestStringConvertible {
  let seed: UInt64
  let wrong: String

  /// Found when nobody could tell who writes, and nobody put a state back.
  var isOfSimplerTimes = true

  var testDescription: String { wrong }

  static let all: [Regression] = [
    Regression(seed: 1, wrong: "the daemon span while it waited for the balance"),
    Regression(seed: 7, wrong: "a pause that a person had ended came back when the clock was set"),
    Regression(seed: 12, wrong: "a restored copy without a write-ahead log lost a commit"),
    Regression(seed: 1640, wrong: "looks for other attempts used up those for an ambiguous one"),
    Regression(seed: 1377, wrong: "another job's prediction was adopted once the clock was set"),
    Regression(seed: 2296, wrong: "the prediction of a given-up attempt was taken for another's"),
    Regression(
      seed: 619_435_169_330, wrong: "the clock was set between two lives: another's was adopted"),
    Regression(seed: 5148, wrong: "a model waited for ever to look for what a person had settled"),
    Regression(seed: 5502, wrong: "one left over of two that were alike was no rival any more"),
    Regression(seed: 7809, wrong: "a queued twin was given what a lost attempt had paid for"),
    Regression(
      seed: 343_630_229_822, wrong: "a look at a later poll forgot those that still counted"),
    Regression(seed: 1927, wrong: "an answer seen late, after a freeze, told a wrong time"),
    Regression(seed: 700_003_017, wrong: "the one of two alike that never left was no twin"),
    Regression(seed: 700_004_779, wrong: "a limit that the power cut had undone was checked"),
    Regression(seed: 700_012_771, wrong: "a clock set back between lives made a pause last days"),
    Regression(seed: 700_016_309, wrong: "what a dead daemon had sent came after its death"),
    Regression(seed: 796, wrong: "a young prediction lost its slot for it seemed a day old"),
    Regression(
      seed: 6_005_944, wrong: "what was on its way before a restore arrived after the comparison",
      isOfSimplerTimes: false),
    Regression(
      seed: 6_009_825, wrong: "a second restore forgot what nobody had looked at",
      isOfSimplerTimes: false),
    Regression(
      seed: 6_010_983, wrong: "the skew of an earlier life moved what was sent by another clock",
      isOfSimplerTimes: false),
    Regression(
      seed: 6_081_013, wrong: "the minute's scan used up the last look for a slow commit",
      isOfSimplerTimes: false),
    Regression(
      seed: 7_003_789, wrong: "a bill told of a lost submission that the history did not show",
      isOfSimplerTimes: false),
  ]
}
