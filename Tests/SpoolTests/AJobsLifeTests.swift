import Spool
import Testing

@Suite struct `A job's life` {
  @Test func `begins with the attempt on disk`() {
    let queued = JobState.queued(notBefore: nil)

    let transition = Standing.handling(.claimed(.first), in: queued, attempts: 0)

    #expect(transition.destination == .submitting(.first))
    #expect(transition.effects == [.openAttempt(.first)])
  }

  @Test(arguments: [(1, 1), (2, 1), (3, 3)])
  func `ends before money is spent when no attempt is authorised any more`(
    _ attempts: Int, _ maxAttempts: Int
  ) {
    let queued = JobState.queued(notBefore: nil)

    let transition = Standing.handling(
      .claimed(.second), in: queued, attempts: attempts, of: maxAttempts)

    #expect(transition.destination == .failed)
    #expect(transition.effects == [.recordError(.noAttemptLeft)])
  }

  @Test func `ends before money is spent when its input is wrong`() {
    let transition = Standing.handling(.foundInvalid(.example), in: .queued(notBefore: nil))

    #expect(transition.destination == .failed)
    #expect(transition.effects == [.recordError(.example)])
  }

  @Test func `ends once, with its result`() {
    let report = Report.of(.ours, .completed)

    let transition = Standing.handling(
      .reported(.first, report), in: .running(.first, .ours))

    #expect(transition.destination == .completed)
    #expect(transition.effects == [.recordResult(.first, report), .release(.first)])
  }

  @Test func `goes on, later, after a failure that a second try may mend`() {
    let failed = Report.of(.ours, .failed(.init(.example, .mayHelp)))

    let transition = Standing.handling(
      .reported(.first, failed), in: .running(.first, .ours), attempts: 1, of: 2)

    let half = RetryPolicy.standard.delay(afterFailures: 1, roll: 0.5)
    #expect(transition.destination == .queued(notBefore: .start + half))
    #expect(transition.told == .retrying)
  }

  @Test(arguments: [(1, 1, Report.Retriability.mayHelp), (1, 3, .neverHelps), (4, 3, .mayHelp)])
  func `fails when no attempt is left or none would help`(
    _ attempts: Int, _ maxAttempts: Int, _ retry: Report.Retriability
  ) {
    let failed = Report.of(.ours, .failed(.init(.example, retry)))

    let transition = Standing.handling(
      .reported(.first, failed), in: .running(.first, .ours), attempts: attempts, of: maxAttempts)

    #expect(transition.destination == .failed)
    #expect(transition.effects.contains(.recordError(.example)))
  }

  @Test func `ends as lost when the API forgot its prediction`() {
    let transition = Standing.handling(
      .vanished(.first, .example), in: .running(.first, .ours))

    #expect(transition.destination == .failed)
    #expect(transition.effects.contains(.recordFailure(.first, nil, .example)))
  }

  @Test func `goes on with the prediction that evidence gives it`() {
    let report = Report.of(.ours, .processing)

    let transition = Standing.handling(.adopted(.first, report), in: .uncertain(.first))

    #expect(transition.destination == .running(.first, .ours))
    #expect(transition.effects == [.accept(.first, report)])
  }

  @Test func `is uncertain again when its adopted prediction is another's`() {
    let transition = Standing.handling(.disowned(.first), in: .running(.first, .ours))

    #expect(transition.destination == .uncertain(.first))
    #expect(transition.effects == [.settle(.first, .uncertain, nil), .reconcile(.first)])
  }

  @Test func `pays once more only when that is authorised`() {
    let transition = Standing.handling(.resubmitted(.first), in: .uncertain(.first))

    #expect(transition.destination == .queued(notBefore: nil))
    #expect(
      transition.effects == [.settle(.first, .givenUp, nil), .authoriseAnother, .release(.first)])
  }

  @Test func `remembers the paid prediction that was found after it was given up`() {
    let report = Report.of(.ours, .completed)

    let transition = Standing.handling(.adopted(.first, report), in: .queued(notBefore: nil))

    #expect(transition == .stay([.recordOrphan(.first, report)]))
  }

  @Test func `fails when a person looks for its prediction no longer`() {
    let transition = Standing.handling(.givenUp(.first), in: .uncertain(.first))

    #expect(transition.destination == .failed)
    #expect(
      transition.effects == [
        .settle(.first, .givenUp, nil), .recordError(.givenUp), .release(.first),
      ])
  }
}

@Suite struct `A cancelled job` {
  @Test func `keeps its result when it was paid for, and stays cancelled`() {
    let report = Report.of(.ours, .completed)

    let transition = Standing.handling(
      .reported(.first, report), in: .cancelled(leaving: .running(.first, .ours)))

    #expect(transition.destination == .cancelled(leaving: .nothing))
    #expect(transition.effects == [.recordResult(.first, report), .release(.first)])
  }

  @Test func `is not tried again when its prediction fails`() {
    let failed = Report.of(.ours, .failed(.init(.example, .mayHelp)))

    let transition = Standing.handling(
      .reported(.first, failed), in: .cancelled(leaving: .running(.first, .ours)))

    #expect(transition.destination == .cancelled(leaving: .nothing))
  }

  @Test func `is followed when the answer to its submission comes after all`() {
    let report = Report.of(.ours, .waiting)

    let transition = Standing.handling(
      .replied(.first, .accepted(report)), in: .cancelled(leaving: .submitting(.first)))

    #expect(transition.destination == .cancelled(leaving: .running(.first, .ours)))
    #expect(transition.effects == [.accept(.first, report)])
  }

  @Test func `still holds the account when the key is refused`() {
    let transition = Standing.handling(
      .replied(.first, .keyRefused(.example)), in: .cancelled(leaving: .submitting(.first)))

    #expect(transition.effects.contains(.hold(.key(.example))))
  }

  @Test func `is never resubmitted`() {
    let transition = Standing.handling(
      .resubmitted(.first), in: .cancelled(leaving: .uncertain(.first)))

    #expect(transition.destination == .cancelled(leaving: .nothing))
    #expect(!transition.effects.contains(.authoriseAnother))
  }
}
