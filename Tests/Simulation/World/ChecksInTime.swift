import SQLite
import Spool
import WaveSpeed

// Whoever queues a job does not wait for the daemon's look once a minute: it notices by itself. Only
// the plainest case is looked at, in which nothing else can be what a job waits for. And a submission
// ends: with an answer, or without one.

extension Checks {
  /// Far above what noticing takes, far below a minute.
  private static let promptly = Duration.seconds(10)

  /// Above what the client waits for an answer, and a turn to record that none came.
  private static let longestAnswer = Duration.seconds(180)

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

  /// Which submissions wait for their answers, and since when.
  func noteWhatIsSent(_ attempts: [Rows.Attempt]) {
    var since: [AttemptID: Uptime] = [:]
    for attempt in attempts where attempt.outcome == .sending {
      since[attempt.id] = sendingSince[attempt.id] ?? clock.uptime
    }
    sendingSince = since
  }

  /// Asked before anything else happens at a moment.
  func promptness(isDisturbed now: Bool) {
    isDisturbed = now
    if isDisturbed {
      canGoSince = [:]
      undisturbedSince = clock.uptime
    }
    for (attempt, since) in sendingSince
    where max(since, undisturbedSince) + Checks.longestAnswer < clock.uptime {
      fail("\(attempt) is still sending, and no answer can come any more")
    }
    for (job, since) in canGoSince where since + Checks.promptly < clock.uptime {
      fail("job \(job) could go for \(Checks.promptly), and nobody has noticed it")
    }
  }
}
