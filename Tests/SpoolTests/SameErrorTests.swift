import Spool
import Testing

@Suite struct `A job whose last try failed` {
  private func failing(
    after lastFailure: String?, attempts: Int = 2, of maxAttempts: Int = 9
  ) -> Transition {
    let report = Report.of(.ours, .failed(.init(.example, .mayHelp)))
    return Standing(
      .running(.second, .ours), attempts: attempts, maxAttempts: maxAttempts,
      lastFailure: lastFailure
    ).handling(.reported(.second, report), at: .start, under: .standard)
  }

  @Test func `is not paid for again when it fails with the same words, and the event says so`() {
    let transition = failing(after: Refusal.example.message)

    #expect(transition.destination == .failed)
    guard case .move(_, let kind, let detail, let effects) = transition else { return }
    #expect(kind == .failed)
    #expect(detail?.contains("the same error twice") == true)
    #expect(detail?.contains("attempt 3 of 9 is not paid for") == true)
    #expect(effects.contains(.recordError(.example)))
    #expect(effects.contains(.release(.second)))
  }

  @Test(arguments: [nil, "something else", "", "the API said No"])
  func `is tried again when it fails in another way`(_ lastFailure: String?) {
    #expect(failing(after: lastFailure).told == .retrying)
  }

  @Test func `fails for want of attempts before anything else`() {
    let transition = failing(after: Refusal.example.message, attempts: 3, of: 3)

    guard case .move(_, _, let detail, _) = transition else { return }
    #expect(detail == Refusal.example.message)
  }
}
