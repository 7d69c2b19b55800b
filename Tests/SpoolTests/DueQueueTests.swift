import Spool
import TestSupport
import Testing

@Suite struct `A due queue` {
  @Test(arguments: UInt64(1)...50)
  func `gives back everything, earliest first, equals in the order they came`(seed: UInt64) {
    var dice = Dice(seed: seed)
    var queue = DueQueue<Int>()
    var waiting: [(due: Uptime, serial: Int)] = []

    for serial in 0..<300 {
      let due = Uptime(nanoseconds: Int64.random(in: -20...20, using: &dice))
      queue.insert(serial, due: due)
      waiting.append((due, serial))
      if dice.roll() < 0.4 {
        let now = Uptime(nanoseconds: Int64.random(in: -20...20, using: &dice))
        let expected = waiting.filter { $0.due <= now }.min {
          ($0.due, $0.serial) < ($1.due, $1.serial)
        }
        #expect(queue.popDue(at: now) == expected?.serial, "seed \(seed)")
        waiting.removeAll { $0.serial == expected?.serial }
      }
      #expect(queue.earliest == waiting.map(\.due).min(), "seed \(seed)")
      #expect(queue.count == waiting.count, "seed \(seed)")
    }
  }

  @Test func `keeps what is not due yet`() {
    var queue = DueQueue<String>()
    queue.insert("later", due: .start + .nanoseconds(1))

    #expect(queue.popDue(at: .start) == nil)
    #expect(queue.popDue(at: .start + .nanoseconds(1)) == "later")
  }
}

@Suite struct `The clock that nobody can set` {
  @Test func `does not overflow for a job that is due in the year 9999`() {
    let moment = Uptime.start + .seconds(8000 * 365 * 86_400)

    #expect(moment > .start + .seconds(200 * 365 * 86_400))
    #expect(Uptime.start + .seconds(-8000 * 365 * 86_400) < .start)
  }

  @Test func `measures what lies between two moments`() {
    let later = Uptime.start + .milliseconds(1500)

    #expect(later.since(.start) == .milliseconds(1500))
    #expect(Uptime.start.since(later) == .milliseconds(-1500))
  }
}
