import Spool
import Testing

@Suite struct `A status changed by hand` {
  @Test(arguments: Status.allCases, Status.allCases)
  func `is honoured for cancelling what has not ended and for queuing again what has`(
    from: Status, to: Status
  ) throws {
    let shell = Shell(given: Shell.empty.given + Shell.row(1, from, nil))

    let refused = try shell.run("UPDATE jobs SET status = '\(to.rawValue)'").refused

    let isHonoured =
      switch (from, to) {
      case (.queued, .cancelled), (.submitting, .cancelled), (.uncertain, .cancelled),
        (.running, .cancelled), (.failed, .queued), (.cancelled, .queued):
        true
      default: from == to
      }
    #expect(refused.isEmpty == isHonoured)
  }

  @Test func `is all or nothing over many jobs`() throws {
    let after = try Shell.oneOfEach.run(
      """
      .bail off
      UPDATE jobs SET status = 'cancelled' WHERE id IN (1, 2, 5);
      SELECT group_concat(status) FROM jobs WHERE id IN (1, 2, 5);
      """)

    #expect(after.printed == "queued,submitting,completed")
  }

  @Test func `is honoured for each of many jobs`() throws {
    let statuses = try Shell.oneOfEach.ask(
      """
      UPDATE jobs SET status = 'cancelled'
        WHERE status IN ('queued', 'submitting', 'uncertain', 'running');
      SELECT group_concat(status || ' ' || count) FROM
        (SELECT status, count(*) AS count FROM jobs GROUP BY status ORDER BY status);
      """)

    #expect(statuses == "cancelled 6,completed 1,failed 1")
  }

  @Test(arguments: [
    (JobState.queued(notBefore: nil), Outcome?.none), (.submitting(.first), .sending),
    (.uncertain(.first), .uncertain), (.running(.first, PredictionID("p1")), .accepted),
  ])
  func `to cancelled is what the lifecycle says`(_ state: JobState, _ outcome: Outcome?) throws {
    let shell = Shell(given: Shell.empty.given + Shell.row(1, state.status, outcome))
    let transition = Standing(state, attempts: 1, maxAttempts: 3)
      .handling(.cancelRequested, at: .start, under: .standard)

    let told = try shell.ask(
      """
      UPDATE jobs SET status = 'cancelled';
      SELECT kind, from_status, to_status, actor, ifnull(detail, 'nil') FROM events
        WHERE kind <> 'enqueued';
      SELECT status, finished_at IS NOT NULL, run_after IS NULL FROM jobs;
      """)

    guard case .move(let destination, let kind, let detail, _) = transition else {
      Issue.record("the lifecycle ignores it")
      return
    }
    #expect(
      told == """
        \(kind.rawValue)|\(state.status.rawValue)|\(destination.status.rawValue)|sql|\(detail ?? "nil")
        cancelled|1|1
        """)
  }

  @Test(arguments: [Status.failed, .cancelled], [nil] + Outcome.allCases)
  func `to queued is what the lifecycle says, whatever became of the newest attempt`(
    _ status: Status, _ outcome: Outcome?
  ) throws {
    let shell = Shell(given: Shell.empty.given + Shell.row(1, status, outcome))
    let state: JobState = status == .failed ? .failed : .cancelled(leaving: .nothing)
    let transition = Standing(state, attempts: 1, maxAttempts: 1)
      .handling(.queuedAgain(newest: outcome.flatMap(newest)), at: .start, under: .standard)

    let told = try shell.ask(
      """
      UPDATE jobs SET max_attempts = 1, revision = revision + 1;
      UPDATE jobs SET status = 'queued';
      SELECT kind, from_status, to_status, actor, detail FROM events WHERE kind <> 'enqueued';
      SELECT status FROM jobs;
      SELECT max_attempts > attempts FROM jobs WHERE status = 'queued';
      """)

    guard case .move(let destination, let kind, let detail, _) = transition else {
      Issue.record("the lifecycle ignores it")
      return
    }
    let to = destination.status
    #expect(
      told == """
        \(kind.rawValue)|\(status.rawValue)|\(to.rawValue)|sql|\(detail ?? "")
        \(to.rawValue)\(to == .queued ? "\n1" : "")
        """)
  }

  @Test func `to queued keeps the end of a prediction that had ended`() throws {
    let shell = Shell(given: Shell.empty.given + Shell.row(1, .cancelled, .completed))

    let row = try shell.ask(
      "UPDATE jobs SET status = 'queued'; SELECT status, finished_at, prediction_id FROM jobs")

    #expect(row == "completed|2026-04-01 12:05:00.000|p1")
  }

  @Test func `to queued clears the end of what goes on`() throws {
    let row = try Shell.oneOfEach.ask(
      """
      UPDATE jobs SET status = 'queued' WHERE id IN (7, 8);
      SELECT status, finished_at IS NULL FROM jobs WHERE id IN (7, 8);
      """)

    #expect(row == "queued|1\nrunning|1")
  }

  private func newest(_ outcome: Outcome) -> JobEvent.Newest? {
    switch outcome {
    case .sending: .submitting(.first)
    case .uncertain: .uncertain(.first)
    case .accepted: .running(.first, PredictionID("p1"))
    case .completed: .completed(.first)
    case .notSent, .throttled, .rejected, .failed, .givenUp: nil
    }
  }
}

extension AttemptID {
  static let first = AttemptID(JobID(1), 1)
}

extension Moment {
  static let start = Moment(wall: Timestamp(milliseconds: 0), uptime: .start, roll: 0)
}
