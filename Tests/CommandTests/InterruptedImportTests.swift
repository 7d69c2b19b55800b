import Glibc
import SQLite
import TestSupport
import Testing

@Suite struct `An import that is broken off` {
  private static let job =
    #"{"model":"veo2-i2v","input":{"image":"https://example.com/a.jpg","prompt":"one"}}"#

  @Test func `by Ctrl-C while it waits for the database leaves nothing`() throws {
    let queue = try Queue()
    try queue.wavespool("db", "migrate")
    let holder = try queue.connection()
    try holder.immediate { () throws(SQLiteError) in
      try holder.execute("UPDATE daemon SET trouble = NULL")
      let importing = try? queue.start(
        "import", "-", input: Array((Self.job + "\n").utf8))
      importing?.send(signal: SIGINT)
      let ended = try? importing?.wait()
      #expect(ended?.status == .signalled(SIGINT))
    }

    #expect(try queue.jobs == 0)
    #expect(try queue.wavespool("import", "-", input: Self.job).code == 0)
    #expect(try queue.jobs == 1)
  }
}
