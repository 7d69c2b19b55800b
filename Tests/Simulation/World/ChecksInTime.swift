import SQLite
import Spool
import WaveSpeed

// Whoever queues a job does not wait for the daemon's look once a minute: it notices by itself. Only
// the plainest case is looked at, in which nothing else can be what a job waits for.

extension Checks {
  /// Far above what noticing takes, far below a minute.
  private static let promptly = Duration.seconds(10)

  /// Which jobs could go at this moment, and since when.
  func noteWhatCanGo(_ jobs: [Rows.Job], _ attempts: [Rows.Attempt]) throws(SQLiteError) {
    guard !isDisturbed, attempts.allSatisfy({ $0.outcome == .completed }), try rows.isFreeToGo()
    else {
      canGoSince = [:]
      return
    }
    var since: [Int64: Uptime] = [:]
    for job in jobs where job.isFresh && job.model != Catalogue.models[Catalogue.priced].name.text {
      since[job.id] = canGoSince[job.id] ?? clock.uptime
    }
    canGoSince = since
  }

  /// Asked before anything else happens at a moment.
  func promptness(isDisturbed now: Bool) {
    isDisturbed = now
    if isDisturbed { canGoSince = [:] }
    for (job, since) in canGoSince where since + Checks.promptly < clock.uptime {
      fail("job \(job) could go for \(Checks.promptly), and nobody has noticed it")
    }
  }
}
