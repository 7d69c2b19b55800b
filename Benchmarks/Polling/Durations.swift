import Glibc

/// How long the predictions of one model take, as the benchmark plays them: seconds from acceptance
/// to the end, for the job of a number.
struct Durations: Sendable {
  let name: String

  /// How many jobs are played before another model takes their place, with no history of its own.
  let jobsOfAModel: Int
  let of: @Sendable (_ job: Int, inout Dice) -> Double

  init(
    _ name: String, jobsOfAModel: Int = .max,
    of: @escaping @Sendable (_ job: Int, inout Dice) -> Double
  ) {
    self.name = name
    self.jobsOfAModel = jobsOfAModel
    self.of = of
  }

  static let all: [Durations] = [
    Durations("narrow") { _, dice in 60 + 2 * dice.normal() },
    Durations("wide") { _, dice in 20 + 160 * dice.roll() },
    Durations("bimodal") { _, dice in
      dice.roll() < 0.5 ? 12 + dice.normal() : 90 + 3 * dice.normal()
    },
    Durations("heavy-tailed") { _, dice in 25 / pow(1 - dice.roll(), 1 / 1.5) },
    Durations("drifting") { job, dice in
      // Faster and slower by turns: in leaps each 500 jobs, and slowly in between.
      let leap = [60.0, 25, 110, 40][job / 500 % 4]
      return leap * (1 + 0.3 * Double(job % 500) / 500) * (1 + 0.05 * dice.normal())
    },
    Durations("no history yet", jobsOfAModel: 10) { job, dice in
      // Each ten jobs are the first of a new model: of seconds, or of minutes.
      var model = Dice(seed: UInt64(job / 10))
      return 4 * exp(4 * model.roll()) * (1 + 0.1 * dice.normal())
    },
  ]
}

/// The same seed throws the same numbers on every machine (SplitMix64).
struct Dice {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0x2545_F491_4F6C_DD1D
  }

  mutating func roll() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) / Double(UInt64(1) << 53)
  }

  mutating func normal() -> Double {
    (-2 * log(1 - roll())).squareRoot() * cos(2 * Double.pi * roll())
  }
}
