import Spool
import Testing

@Suite struct `A pause` {
  private let model = ModelName("vidu/image-to-video-2.0")

  @Test(arguments: [
    (Hold.key(.example), [30, 60, 120, 240, 480, 600, 600]),
    (.credit(.example), [30, 60, 120, 240, 480, 600, 600]),
    (.unreachable(.example), [1, 2, 4, 8, 16, 32, 60]),
  ])
  func `doubles each time its end was waited for in vain`(_ hold: Hold, _ waits: [Int]) {
    var now = Timestamp.start
    var pause: Pause?

    for wait in waits {
      let next = hold.pause(for: model, after: pause, at: now)
      #expect(next.until == now + .seconds(wait))
      #expect(next.scope == .account)
      #expect(next.since == .start)
      now = next.until ?? now
      pause = next
    }
  }

  @Test func `takes several refusals of one burst as one step`() {
    let hold = Hold.key(.example)
    let first = hold.pause(for: model, after: nil, at: .start)

    let second = hold.pause(for: model, after: first, at: .start + .milliseconds(1))
    let third = hold.pause(for: model, after: second, at: .start + .milliseconds(2))

    #expect([first.step, second.step, third.step] == [0, 0, 0])
    #expect(third.until == .start + .milliseconds(30_002))
  }

  @Test func `never overflows, however long it lasts`() {
    let old = Pause(
      scope: .account, reason: .key, detail: "", since: .start, until: .start, step: Int.max)

    let pause = Hold.key(.example).pause(for: model, after: old, at: .start + .seconds(1))

    #expect(pause.until == .start + .seconds(601))
  }

  @Test(arguments: [
    (nil, 60), (Duration.seconds(5), 5), (.seconds(3600), 3600), (.seconds(86_400), 3600),
    (.zero, 1), (.seconds(-9), 1),
  ])
  func `after a 429 lasts as the API asks, at most an hour and never no time`(
    _ retryAfter: Duration?, _ seconds: Int
  ) {
    let hold = Hold.throttled(.example, retryAfter: retryAfter, .model)

    let pause = hold.pause(for: model, after: nil, at: .start)

    #expect(pause.until == .start + .seconds(seconds))
    #expect(pause.scope == .model(model))
  }

  @Test func `is not cut short by a second 429 that asks for less`() {
    let long = Hold.throttled(.example, retryAfter: .seconds(600), .account)
    let short = Hold.throttled(.example, retryAfter: .seconds(2), .account)
    let first = long.pause(for: model, after: nil, at: .start)

    let second = short.pause(for: model, after: first, at: .start + .seconds(1))

    #expect(second.until == .start + .seconds(600))
  }

  @Test func `for want of permission ends only by a person`() {
    let pause = Hold.permission(.example).pause(for: model, after: nil, at: .start)

    #expect(pause.until == nil)
    #expect(pause.reason.ending == .never)
    #expect(pause.scope == .model(model))
  }

  @Test(arguments: [
    Hold.unreachable(.example), .key(.example), .credit(.example), .permission(.example),
    .throttled(.example, retryAfter: nil, .model), .throttled(.example, retryAfter: nil, .account),
  ])
  func `is looked for where it will be put`(_ hold: Hold) {
    let pause = hold.pause(for: model, after: nil, at: .start)
    let place = hold.place(for: model)

    #expect(place.scope == pause.scope)
    #expect(place.reason == pause.reason)
  }
}
