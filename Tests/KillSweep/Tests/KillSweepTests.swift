import Daemon
import KillSweep
import Testing

@Suite struct `A real daemon, killed again and again` {
  @Test func `at each named step and at any moment pays for nothing twice and loses nothing`()
    throws
  {
    var sweep = try Sweep(seed: 4, kills: Step.allCases.count + 9)

    try sweep.run()

    #expect(sweep.tally.kills == Step.allCases.count + 9)
    #expect(sweep.tally.charges > 0)
  }
}
