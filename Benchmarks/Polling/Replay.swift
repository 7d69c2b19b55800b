import Spool

/// How a benchmark's jobs are asked after.
enum Strategy {
  /// The daemon's own way.
  case bets
  case every(Double)
  case doubling
}

/// Plays jobs through the daemon's scheduler of polls with a simulated clock: `inFlight` of them at
/// once, each followed by the next as soon as its end is seen.
struct Replay {
  let durations: Durations
  let strategy: Strategy
  let jobs: Int
  let inFlight: Int
  let policy: PollPolicy

  struct Result {
    var polls = 0
    var lags: [Double] = []

    var pollsPerJob: Double { Double(polls) / Double(lags.count) }
    var meanLag: Double { lags.reduce(0, +) / Double(lags.count) }
    var p99Lag: Double { lags.sorted()[lags.count * 99 / 100] }
  }

  private struct Running {
    let model: ModelName
    let end: Uptime
    var bet: PollBet
    var asked = 0
  }

  func run() -> Result {
    var result = Result()
    var dice = Dice(seed: 7)
    var lengths = Dice(seed: 11)
    var histories: [ModelName: DurationHistory] = [:]
    var schedule = PollSchedule()
    var running: [AttemptID: Running] = [:]
    var now = Uptime.start
    schedule.set([.account: .account], at: now)
    var started = 0

    func due(_ job: Running, dearness: Double, roll: Double) -> Uptime {
      let age = job.bet.runningAt.since(job.bet.acceptedAt)
      switch strategy {
      case .every(let seconds):
        // In its own phase, or all of them would be asked at once.
        return job.bet.runningAt + .seconds(job.asked == 0 ? seconds * roll : seconds)
      case .doubling:
        return job.bet.runningAt + .seconds(job.asked == 0 ? 1 + roll : max(age.inSeconds, 1))
      case .bets:
        guard let history = histories[job.model], !history.isEmpty else {
          return job.bet.runningAt
            + policy.wait(
              sinceAcceptance: age, dearness: dearness, roll: roll)
        }
        return job.bet.nextPoll(history, policy, dearness: dearness, roll: roll)
      }
    }

    func start() {
      guard started < jobs else { return }
      let id = AttemptID(JobID(Int64(started + 1)), 1)
      let length = max(0.5, durations.of(started, &lengths))
      let job = Running(
        model: ModelName("model \(started / durations.jobsOfAModel)"), end: now + .seconds(length),
        bet: PollBet(acceptedAt: now, roll: dice.roll()))
      started += 1
      running[id] = job
      schedule.insert(id, due: due(job, dearness: schedule.dearness, roll: dice.roll()))
    }

    for _ in 0..<inFlight { start() }
    while let next = schedule.nextPoll(after: now) {
      now = max(now, next)
      while let id = schedule.next(
        at: now,
        asking: { id, dearness in
          running[id].map { ($0.model, due($0, dearness: dearness, roll: 0.5)) }
        })
      {
        guard var job = running[id] else { continue }
        result.polls += 1
        schedule.wasAnswered(id, at: now)
        guard job.end <= now else {
          job.bet.sawRunning(at: now)
          job.asked += 1
          running[id] = job
          schedule.insert(id, due: due(job, dearness: schedule.dearness, roll: dice.roll()))
          continue
        }
        running[id] = nil
        result.lags.append(now.since(job.end).inSeconds)
        histories[job.model, default: DurationHistory()].learn(
          endedAfter: job.bet.runningAt.since(job.bet.acceptedAt),
          by: now.since(job.bet.acceptedAt))
        start()
      }
    }
    return result
  }
}
