import Spool
import Testing

// The rows of "what happened to the POST", one sentence each.

@Suite struct `The answer to a submission` {
  private let submitting = JobState.submitting(.first)

  @Test func `with a prediction is committed, and the prediction followed`() {
    let report = Report.of(.ours, .waiting)

    let transition = Standing.handling(.replied(.first, .accepted(report)), in: submitting)

    #expect(
      transition
        == .move(
          to: .running(.first, .ours), tell: .accepted, detail: "as prediction ours",
          effects: [.accept(.first, report)]))
  }

  @Test func `that is already the result is followed all the same`() {
    let report = Report.of(.ours, .completed)

    let transition = Standing.handling(.replied(.first, .accepted(report)), in: submitting)

    #expect(transition.destination == .running(.first, .ours))
    #expect(transition.effects == [.accept(.first, report)])
  }

  @Test func `that never came makes the job uncertain, not queued again`() {
    let transition = Standing.handling(.replied(.first, .unknown(.example)), in: submitting)

    #expect(transition.destination == .uncertain(.first))
    #expect(
      transition.effects == [
        .settle(.first, .uncertain, .example), .recordError(.example), .reconcile(.first),
      ])
  }

  @Test func `lost with the daemon that waited for it makes the job uncertain`() {
    let transition = Standing.handling(.orphaned(.first), in: submitting)

    #expect(transition.destination == .uncertain(.first))
    #expect(transition.effects.contains(.reconcile(.first)))
  }

  @Test func `that refuses the job fails it, whatever attempts are left`() {
    let transition = Standing.handling(.replied(.first, .rejected(.example)), in: submitting)

    #expect(transition.destination == .failed)
    #expect(transition.told == .rejected)
    #expect(
      transition.effects == [
        .settle(.first, .rejected, .example), .recordError(.example), .release(.first),
      ])
  }

  @Test(arguments: [
    (SubmitReply.notSent(.example), Outcome.notSent, Hold.unreachable(.example)),
    (.keyRefused(.example), .rejected, .key(.example)),
    (.creditRefused(.example), .rejected, .credit(.example)),
    (.forbidden(.example), .rejected, .permission(.example)),
    (
      .throttled(.example, retryAfter: .seconds(9), holds: .account), .throttled,
      .throttled(.example, retryAfter: .seconds(9), .account)
    ),
  ])
  func `that is not the job's fault leaves it queued, uses no attempt and holds the rest`(
    _ reply: SubmitReply, _ outcome: Outcome, _ hold: Hold
  ) {
    let transition = Standing.handling(.replied(.first, reply), in: submitting)

    #expect(transition.destination == .queued(notBefore: nil))
    #expect(
      transition.effects == [
        .settle(.first, outcome, .example), .release(.first), .hold(hold),
      ])
    #expect(!outcome.mayHaveBeenCharged)
  }

  @Test func `that comes after the attempt was adopted outranks the adoption`() {
    let report = Report.of(.another, .processing)
    let running = JobState.running(.first, .ours)

    let transition = Standing.handling(.replied(.first, .accepted(report)), in: running)

    #expect(transition.destination == .running(.first, .another))
    #expect(transition.effects == [.accept(.first, report)])
  }

  @Test func `to an attempt that was given up is recorded, for it was paid`() {
    let report = Report.of(.another, .processing)
    let running = JobState.running(.second, .ours)

    let transition = Standing.handling(.replied(.first, .accepted(report)), in: running)

    #expect(transition == .stay([.recordOrphan(.first, report)]))
  }
}
