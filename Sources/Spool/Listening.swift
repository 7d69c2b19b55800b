/// When to look whether somebody else has written to the database, and when to act on it.
///
/// The kernel says that the write-ahead log is being written, but at `synchronous=FULL` it says so
/// before the commit can be seen, and nothing says when it can. So after each such hint we look
/// again and again: at short distances while the writer is known to write, at doubling ones while
/// nobody can tell; until something is seen, nobody writes, or a second has passed.
///
/// What was seen is acted on once the writer has paused for a moment. A shell waits for no lock: a
/// person's second INSERT would fail if our transaction came between it and the first.
package struct Listening: Equatable, Sendable {
  private var nextWait: Duration?
  private var heardAt: Uptime?
  private var nextGlance: Uptime?
  private var firstSeen: Uptime?
  private var settles: Uptime?

  /// A pause of this length means that the writer is done.
  private static let quiet = Duration.microseconds(500)

  /// However busy the writer is, we are not kept waiting for longer.
  private static let patience = Duration.milliseconds(15)

  /// A log is synced within this time on most disks: a commit is seen soon after it is made.
  private static let syncing = Duration.milliseconds(30)
  private static let step = Duration.microseconds(200)

  package init() {}

  /// When something is to be done next: look, or act.
  package var nextLook: Uptime? {
    guard let nextGlance, let settles else { return nextGlance ?? settles }
    return min(nextGlance, settles)
  }

  /// Something was written: perhaps by somebody else, perhaps not yet to be seen.
  package mutating func heard(at now: Uptime) {
    nextGlance = now
    nextWait = .microseconds(100)
    heardAt = now
    if firstSeen != nil { settle(at: now) }
  }

  package func isTimeToLook(at now: Uptime) -> Bool {
    nextGlance.map { $0 <= now } ?? false
  }

  /// We looked, and saw nothing new.
  package mutating func sawNothing(at now: Uptime, isBeingWritten: Bool? = nil) {
    // The minute's scan looks out of turn, and takes the place of no look that is planned.
    if let nextGlance, nextGlance > now { return }
    guard isBeingWritten != false, let wait = nextWait, wait <= .seconds(1) else {
      nextGlance = nil
      nextWait = nil
      return
    }
    if isBeingWritten == true, let heardAt, now.since(heardAt) < Listening.syncing {
      nextGlance = now + Listening.step
      return
    }
    nextGlance = now + wait
    nextWait = wait * 2
  }

  /// We looked, and somebody else had written. More may follow, unheard where nobody can tell
  /// whether they still write, so the looking goes on.
  package mutating func sawSomething(at now: Uptime, isBeingWritten: Bool? = nil) {
    if firstSeen == nil { firstSeen = now }
    settle(at: now)
    nextGlance = now
    nextWait = .microseconds(100)
    sawNothing(at: now, isBeingWritten: isBeingWritten)
  }

  /// Whether what was seen may be acted on.
  package func mayAct(at now: Uptime) -> Bool {
    settles.map { $0 <= now } ?? true
  }

  /// What was seen has been acted on.
  package mutating func acted() {
    firstSeen = nil
    settles = nil
  }

  private mutating func settle(at now: Uptime) {
    guard let firstSeen else { return }
    settles = min(now + Listening.quiet, firstSeen + Listening.patience)
  }
}
