import Glibc
import TestSupport
import Testing

/// A file system of the test's own, as small as it is told: only root may have one.
private final class SmallDisk {
  let path: String

  init(in directory: TemporaryDirectory) throws {
    path = try directory.makeDirectory("disk")
    let ended = try Program.run("/bin/mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", path])
    guard ended.status == .exited(0) else { throw NotMounted(words: ended.stderr) }
  }

  /// Lazily: a daemon that a failing test has left behind must not keep it.
  deinit { _ = try? Program.run("/bin/umount", ["--lazy", path]) }

  func sh(_ script: String) throws -> Program.Ended {
    try Program.run(
      "/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"], directory: path)
  }

  struct NotMounted: Error {
    let words: String
  }

  /// Whether this process may mount at all: root in a container often may not.
  static let isPermitted: Bool = {
    let script = "mount -t tmpfs tmpfs /mnt && umount /mnt"
    let tried = try? Program.run("/usr/bin/unshare", ["--mount", "/bin/sh", "-c", script])
    return tried?.status == .exited(0)
  }()
}

@Suite(
  .timeLimit(.minutes(3)), .enabled(if: SmallDisk.isPermitted, "no file system may be mounted"))
struct `A file system under the queue` {
  private let directory: TemporaryDirectory
  private let disk: SmallDisk
  private let daemon: String

  init() throws {
    directory = try TemporaryDirectory()
    disk = try SmallDisk(in: directory)
    daemon = try Program.built("wavespoold")
    _ = try run("http://127.0.0.1:1", "--until-idle")
    try sqlite(
      """
      INSERT INTO quotes (model, inputs, price_usd, at)
        VALUES ('wavespeed-ai/veo2-i2v', '{}', 0.3, strftime('%Y-%m-%d %H:%M:%f', 'now'));
      """)
  }

  private func run(_ url: String, _ arguments: String...) throws -> Program.Ended {
    try Program.run(
      daemon, ["--db", disk.path + "/queue.db", "--api-url", url] + arguments,
      environment: ["WAVESPEED_API_KEY": "key"])
  }

  @discardableResult
  private func sqlite(_ sql: String) throws -> String {
    let ended = try Program.run(
      "/usr/bin/sqlite3", ["-batch", "-bail", disk.path + "/queue.db"],
      input: Array((".timeout 20000\n" + sql).utf8))
    #expect(ended.status == .exited(0), "\(ended.stderr)")
    return String(ended.stdout.dropLast())
  }

  private func insert(_ prompt: String) throws {
    try sqlite(
      """
      INSERT INTO jobs (model, input) VALUES ('wavespeed-ai/veo2-i2v',
        '{"image":"https://example.com/a.png","prompt":"\(prompt)"}');
      """)
  }

  @Test
  func
    `that is full: it is said, nothing more is sent, and the answer is kept until there is room`()
    throws
  {
    let answer = Gate()
    let asked = Knock()
    // An answer that needs more room than any log keeps free.
    let word = String(repeating: "w", count: 200_000)
    let server = try ScriptedServer(
      [
        .read, .call { asked.knock() }, .hold(answer),
        .reply(#"{"code":200,"data":{"id":"p1","status":"\#(word)"}}"#),
      ],
      [.read, .reply("gone wrong", status: 400), .again])
    try sqlite("UPDATE limits SET in_flight = 2")
    try insert("the first")
    let serving = try Program(
      daemon, ["--db", disk.path + "/queue.db", "--api-url", server.url],
      environment: ["WAVESPEED_API_KEY": "key"])
    try asked.wait()
    _ = try disk.sh("dd if=/dev/zero of=filler bs=4k; dd if=/dev/zero of=filler2 bs=1")

    answer.open()
    _ = try serving.readLine(from: .stderr) { $0.contains("no space is left for the database") }
    #expect(try sqlite("SELECT status FROM jobs") == "submitting")

    _ = try disk.sh("rm filler filler2")
    _ = try serving.readLine(from: .stderr) { $0.contains("can be written again") }
    #expect(try sqlite("SELECT status, prediction_id, attempts FROM jobs") == "running|p1|1")
    try insert("the second")
    _ = try serving.readLine(from: .stderr) { $0.contains("gone wrong") }
    #expect(server.requests.count { $0.line.hasPrefix("POST /api/v3/wavespeed-ai/") } == 2)
    #expect(try sqlite("PRAGMA integrity_check") == "ok")
    serving.send(signal: SIGKILL)
  }

  @Test func `that may only be read: the daemon says so and sends nothing`() throws {
    let server = try ScriptedServer([.read, .reply("gone wrong", status: 400)])
    try insert("never sent")
    #expect(try disk.sh("mount -o remount,ro .").status == .exited(0))

    let ended = try run(server.url, "--until-idle")

    #expect(ended.status == .exited(6))
    #expect(ended.stderr.contains("Read-only file system"), "\(ended.stderr)")
    #expect(server.connections == 0)

    #expect(try disk.sh("mount -o remount,rw .").status == .exited(0))
    #expect(try sqlite("SELECT status, attempts FROM jobs") == "queued|0")
  }
}
