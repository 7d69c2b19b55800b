import Spool
import Testing

@Suite struct `How long a job is kept` {
  @Test(arguments: [
    ("30d", "30d"), ("36h", "1d12h"), ("1ms", "1ms"), ("forever", "forever"), ("off", "forever"),
  ])
  func `is a length of time, or for ever`(_ text: String, _ plain: String) {
    #expect(Keeping(text)?.text == plain)
  }

  /// Elsewhere 0 means for ever as often as not at all.
  @Test(arguments: ["0", "0d", "", "30", "30 days", "never", "-1d", "FOREVER"])
  func `is nothing that could be misread`(_ text: String) {
    #expect(Keeping(text) == nil)
  }

  @Test func `ends so long before now, and for ever never ends`() {
    let now = Timestamp(milliseconds: 1_775_000_000_000)

    #expect(Keeping.atLeast(.seconds(60)).end(at: now) == now - .seconds(60))
    #expect(Keeping.forever.end(at: now) == nil)
    #expect(Keeping.atLeast(.seconds(Int64.max / 2000)).end(at: now) == .earliest)
  }

  @Test func `is asked of what has ended alone`() {
    let now = Timestamp(milliseconds: 1_775_000_000_000)
    let policy = KeepingPolicy()

    #expect(policy.end(.completed, at: now) == now - .seconds(30 * 86_400))
    #expect(policy.end(.failed, at: now) == now - .seconds(90 * 86_400))
    #expect(policy.end(.cancelled, at: now) == now - .seconds(30 * 86_400))
    for status in Status.allCases where !status.hasEnded {
      #expect(policy.end(status, at: now) == nil)
    }
  }

  @Test func `lasts longest for what belongs to no job`() {
    let now = Timestamp(milliseconds: 1_775_000_000_000)
    var policy = KeepingPolicy()
    #expect(policy.endOfAll(at: now) == now - .seconds(90 * 86_400))

    policy.cancelled = .forever
    #expect(policy.endOfAll(at: now) == nil)
  }
}
