import SQLite
import Spool
import Store
import TestSupport
import Testing

@Suite struct `Comparing begins` {
  private let directory: TemporaryDirectory
  private let store: Store

  init() throws {
    directory = try TemporaryDirectory()
    store = try Store.open(directory.file("queue.db"), for: .writer(patience: .seconds(5)))
  }

  private func happened(_ actor: Actor, at hour: Int) throws {
    try store.tell(.resumed, "", by: actor, at: time(hour))
  }

  private func time(_ hour: Int) throws -> Timestamp {
    try #require(Timestamp("2026-04-01 \(hour):00"))
  }

  private func paused(at hour: Int) throws {
    try store.pause(
      Pause(scope: .account, reason: .behind, detail: "", since: try time(hour), until: nil))
  }

  @Test func `at the newest deed of a daemon before the pause`() throws {
    try happened(.daemon, at: 10)
    try happened(.daemon, at: 11)
    try paused(at: 12)

    #expect(try store.comparisonStart() == time(11))
  }

  /// After a backup of 11 o'clock was restored, what was submitted since is still to be found.
  @Test func `there too when people and daemons have written since`() throws {
    try happened(.daemon, at: 11)
    try happened(.cli, at: 12)
    try paused(at: 13)
    try happened(.cli, at: 14)
    try happened(.daemon, at: 15)

    #expect(try store.comparisonStart() == time(11))
  }

  @Test func `as early as can be where no daemon has written`() throws {
    try happened(.cli, at: 11)
    try paused(at: 12)

    #expect(try store.comparisonStart() == nil)
  }
}
