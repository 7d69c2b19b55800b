/// When to look whether somebody else has written to the database.
///
/// The kernel says that the write-ahead log is being written, but at `synchronous=FULL` it says so
/// before the commit can be seen, and nothing says when it can. So after each such hint we look
/// again and again, at doubling distances, until something is seen or a second has passed.
package struct Listening: Equatable, Sendable {
  private var nextWait: Duration?
  private(set) package var nextLook: Uptime?

  package init() {}

  /// Something was written: perhaps by somebody else, perhaps not yet to be seen.
  package mutating func heard(at now: Uptime) {
    nextLook = now
    nextWait = .microseconds(100)
  }

  package func isTimeToLook(at now: Uptime) -> Bool {
    nextLook.map { $0 <= now } ?? false
  }

  /// We looked, and saw nothing new.
  package mutating func sawNothing(at now: Uptime) {
    guard let wait = nextWait, wait <= .seconds(1) else {
      nextLook = nil
      nextWait = nil
      return
    }
    nextLook = now + wait
    nextWait = wait * 2
  }

  /// We looked, and somebody else had written. More may follow unheard, so the looking goes on.
  package mutating func sawSomething(at now: Uptime) {
    heard(at: now)
    sawNothing(at: now)
  }
}
