import Glibc
import SQLite
import TestSupport
import Testing

@Suite struct `Watching the queue` {
  private let queue: QueueUnderTest

  init() throws {
    queue = try QueueUnderTest()
    try queue.add("running", outcome: "accepted", prediction: "p1")
    try queue.add("queued")
    try queue.add("failed", error: "no faces")
  }

  private func statuses() throws -> String? {
    try queue.text("SELECT group_concat(status) FROM jobs")
  }

  @Test func `needs a terminal`() throws {
    let ended = try queue.run("watch")

    #expect(ended.code == 2)
    #expect(ended.stdout == "")
    #expect(ended.stderr.contains("watch needs a terminal"))
  }

  @Test func `says kindly that a dumb terminal will not do`() throws {
    let person = try AtTerminal(queue, "watch", environment: ["TERM": "dumb"])

    #expect(try person.end() == 2)
    #expect(person.shown.contains("whose cursor it can move, and TERM is 'dumb'"))
    #expect(person.shown.contains("'wavespool status'"))
    #expect(!person.shown.contains("\u{1b}"))
  }

  @Test func `is nothing that waiting on a dumb terminal draws`() throws {
    let person = try AtTerminal(
      queue, "wait", "1", "--timeout", "10ms", environment: ["TERM": "dumb"])

    #expect(try person.end() == 5)
    #expect(!person.shown.contains("\u{1b}"))
  }

  @Test(arguments: [(80, 24), (40, 12), (20, 6)])
  func `shows what moves, what waits and what has ended`(columns: Int, rows: Int) throws {
    let screen = try WatchedScreen(queue, columns: columns, rows: rows)
    try screen.see("1 queued  ·  1 run")
    try screen.see("● run")

    #expect(screen.isOther && !screen.hasCursor)
    #expect(screen.lines.allSatisfy { $0.count <= columns }, "\(screen.lines)")
    #expect(screen.lines.last?.hasPrefix("q quit") == true)
    screen.type("q")
    #expect(try screen.end() == .exited(0))
    #expect(screen.isAsBefore)
  }

  @Test func `sees what others write`() throws {
    let screen = try WatchedScreen(queue)
    try screen.see("1 queued")
    try queue.add("queued")
    try screen.see("2 queued")
    #expect(screen.lines.count { $0.contains("○ queued") } == 2)
  }

  @Test func `finds jobs by what is typed`() throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    screen.type("/faces")
    try screen.wait(for: "the failed job alone") { lines in
      lines.contains { $0.contains("✗ failed") } && !lines.contains { $0.contains("○ queued") }
    }
    screen.type("\u{1b}")
    try screen.see("○ queued")
  }

  @Test func `explains the job that was chosen`() throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    screen.type("\u{1b}[B\u{1b}[B\r")
    try screen.see("Why: no faces")
    screen.type("q")
    try screen.see("○ queued")
    screen.type("q")
    #expect(try screen.end() == .exited(0))
  }

  @Test func `shows the newest of a job's thousands of events first`() throws {
    try queue.sql(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
      INSERT INTO events (job_id, kind, actor, detail)
        SELECT 2, 'throttled', 'daemon', 'time ' || i || '.' FROM n
      """)
    let screen = try WatchedScreen(queue, rows: 40)
    try screen.see("● running")
    screen.type("j\r")
    try screen.see("time 1500.")
  }

  @Test func `names the price of a job that was written by hand, as explain does`() throws {
    try queue.sql(
      """
      INSERT INTO jobs (model, input) VALUES ('wavespeed-ai/open-video/image-to-video',
        '{"duration":8,"image":"https://example.com/a.jpg","prompt":"two"}')
      """)
    let screen = try WatchedScreen(queue, columns: 120)
    try screen.see("● running")
    screen.type("jj\r")
    try screen.see("an attempt costs $0.16")
  }

  @Test func `cancels after a yes, and only then`() throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    screen.type("jc")
    try screen.see("Cancel job 2? [y/N]")
    screen.type("n")
    try screen.see("q quit")
    #expect(try statuses() == "running,queued,failed")
    screen.type("c")
    try screen.see("Cancel job 2? [y/N]")
    screen.type("y")
    try screen.see("Cancelled job 2: it had not been sent, nothing is charged.")
    #expect(try statuses() == "running,cancelled,failed")
  }

  @Test func `queues again, and says what can not be`() throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    screen.type("r")
    try screen.see("Job 1 is running")
    screen.type("Gr")
    try screen.see("Queue job 3 again? [y/N]")
    screen.type("y")
    try screen.see("Queued job 3 again")
    #expect(try statuses() == "running,queued,queued")
  }

  @Test func `pauses and resumes`() throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    screen.type("py")
    try screen.see("Nothing more is submitted")
    #expect(try queue.text("SELECT scope || ':' || reason FROM pauses") == ":hand")
    screen.type("p")
    try screen.see("Go on submitting? [y/N]")
    screen.type("y")
    try screen.see("Submitting goes on.")
    #expect(try queue.number("SELECT count(*) FROM pauses") == 0)
  }

  @Test func `fits a terminal that is made smaller`() throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    screen.resize(columns: 40, rows: 12)
    try screen.wait(for: "the foot in the last row") { $0.last?.hasPrefix("q quit") == true }
    #expect(screen.lines.allSatisfy { $0.count <= 40 }, "\(screen.lines)")
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT])
  func `leaves the terminal as it was when it is ended by a signal`(signal: CInt) throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    #expect(!screen.isAsBefore)
    screen.send(signal: signal)

    #expect(try screen.end() == .signalled(signal))
    #expect(screen.isAsBefore)
  }

  @Test(arguments: [SIGSEGV, SIGABRT])
  func `leaves the terminal as it was when it crashes`(signal: CInt) throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    screen.send(signal: signal)
    _ = try screen.end()
    #expect(screen.isAsBefore)
  }

  @Test func `ends with Control and C as with q`() throws {
    let screen = try WatchedScreen(queue)
    try screen.see("● running")
    screen.type("\u{3}")
    #expect(try screen.end() == .exited(0))
    #expect(screen.isAsBefore)
  }
}
