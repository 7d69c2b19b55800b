import Spool
import Testing

@Suite struct `The schedule of polls` {
  private let model = ModelName("vidu/image-to-video-2.0")
  private let other = ModelName("wavespeed-ai/veo2-i2v")

  private func attempt(_ number: Int) -> AttemptID { AttemptID(JobID(Int64(number)), 1) }

  private func schedule(_ perSecond: Double, model limit: Double? = nil) -> PollSchedule {
    var schedule = PollSchedule()
    schedule.set(
      [
        .account: Limits(pollsPerSecond: perSecond), .model(model): Limits(pollsPerSecond: limit),
      ], at: .start)
    return schedule
  }

  /// Sends what may leave at each tenth of a second; each is asked again a second after its answer.
  private func play(
    _ schedule: inout PollSchedule, seconds: Int, wait: Duration = .seconds(1),
    model: (AttemptID) -> ModelName
  ) -> [(at: Uptime, who: AttemptID)] {
    var polls: [(at: Uptime, who: AttemptID)] = []
    for tick in 0..<(seconds * 10) {
      let now = Uptime.start + .milliseconds(100 * tick)
      while let who = schedule.next(at: now, asking: { (model($0), $1 > 1 ? now : now) }) {
        polls.append((now, who))
        schedule.wasAnswered(who, at: now)
        schedule.insert(who, due: now + wait)
      }
    }
    return polls
  }

  @Test func `keeps its limit and starves none, however many are due`() {
    var schedule = schedule(5)
    for number in 0..<100 { schedule.insert(attempt(number), due: .start) }

    let polls = play(&schedule, seconds: 60) { _ in model }

    for first in polls {
      let window = polls.count { $0.at >= first.at && $0.at < first.at + .seconds(1) }
      #expect(window <= 5)
    }
    let counts = Dictionary(grouping: polls, by: \.who).mapValues(\.count)
    #expect(counts.count == 100)
    #expect(counts.values.allSatisfy { (2...4).contains($0) }, "\(counts.values.sorted())")
    #expect(schedule.dearness > 100)
  }

  @Test func `lets a model's own limit slow no other`() {
    var schedule = schedule(50, model: 0.5)
    for number in 0..<20 { schedule.insert(attempt(number), due: .start) }

    let polls = play(&schedule, seconds: 20) { $0.job.number < 10 ? model : other }

    #expect(polls.count { $0.who.job.number < 10 } <= 11)
    #expect(polls.count { $0.who.job.number >= 10 } >= 180)
  }

  @Test func `puts off what is not worth today's price, and drops what has ended`() {
    var schedule = schedule(1)
    for number in 0..<50 { schedule.insert(attempt(number), due: .start) }
    _ = play(&schedule, seconds: 20) { _ in model }
    let late = Uptime.start + .seconds(100)

    let who = schedule.next(
      at: late,
      asking: { attempt, dearness in
        guard attempt.job.number % 2 == 0 else { return nil }
        return (model, attempt.job.number == 42 || dearness <= 1 ? late : late + .seconds(9))
      })

    #expect(who == attempt(42))
    schedule.wasAnswered(attempt(42), at: late)
    #expect(schedule.nextPoll(after: late) == late + .seconds(1))
  }

  @Test func `holds all polls as long as the API asks`() {
    var schedule = schedule(10)
    schedule.insert(attempt(1), due: .start)
    schedule.hold(until: .start + .seconds(30))
    schedule.hold(until: .start + .seconds(5))

    #expect(schedule.nextPoll(after: .start) == .start + .seconds(30))
    #expect(schedule.next(at: .start + .seconds(29), asking: { _, _ in (model, .start) }) == nil)
    #expect(schedule.next(at: .start + .seconds(30), asking: { _, _ in (model, .start) }) != nil)
  }

  @Test func `counts the answer of a poll whose job has ended meanwhile`() {
    var schedule = schedule(1)
    for number in 0..<3 {
      let now = Uptime.start + .seconds(10 * number)
      schedule.insert(attempt(number), due: now)
      #expect(schedule.next(at: now, asking: { _, _ in (model, now) }) == attempt(number))
      schedule.wasAnswered(attempt(number), at: now + .seconds(1))
      schedule.wasAnswered(attempt(number), at: now + .seconds(1))
    }
  }
}
