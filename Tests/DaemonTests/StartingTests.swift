import Glibc
import SQLite
import TestSupport
import Testing

@Suite struct `Starting` {
  let site: Site
  private let nowhere = "http://127.0.0.1:1"

  init() throws {
    site = try Site()
  }

  @Test func `a second daemon says who serves the database, and exits 1`() throws {
    let first = try site.ready(nowhere)
    let second = try site.run(nowhere)
    #expect(second.status == .exited(1))
    #expect(second.stderr.contains("pid \(first.pid)"))

    first.send(signal: SIGKILL)
    _ = try first.wait()
    let third = try site.ready(nowhere)
    third.send(signal: SIGTERM)
    #expect(try third.wait().status == .exited(0), "a dead daemon's lock is nobody's")
  }

  @Test func `while a person's shell is writing waits for it, as any writer does`() throws {
    try site.makeDatabase()
    let shell = try Connection(path: site.database, mode: .readWrite)
    try shell.execute("BEGIN IMMEDIATE")
    let daemon = try site.start(nowhere)
    #expect(try !daemon.ends(within: .milliseconds(700)))
    try shell.execute("COMMIT")

    _ = try daemon.readLine(from: .stderr) { $0.contains("ready") }
    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))
  }

  @Test func `told to stop before it could begin, it submits nothing`() throws {
    let api = try SimulatedAPI()
    try site.makeDatabase()
    try site.insert(3)
    let shell = try Connection(path: site.database, mode: .readWrite)
    try shell.execute("BEGIN IMMEDIATE")
    let daemon = try site.start(api.url)
    #expect(try !daemon.ends(within: .milliseconds(700)))
    daemon.send(signal: SIGTERM)
    try shell.execute("COMMIT")

    #expect(try daemon.wait().status == .exited(0))
    #expect(try api.counter("posts") == 0)
    #expect(try site.ask("SELECT DISTINCT status FROM jobs") == "queued")
  }

  @Test func `a second one does not disturb what the first one is doing`() throws {
    let first = try site.ready(nowhere)
    let before = try site.ask("SELECT epoch, pid FROM daemon")
    _ = try site.run(nowhere)
    #expect(try site.ask("SELECT epoch, pid FROM daemon") == before)
    first.send(signal: SIGTERM)
    #expect(try first.wait().status == .exited(0))
  }

  @Test(arguments: [
    "ftp://example.com", "http://api.wavespeed.ai", "", "https://", "https://a b",
    "https://user:pass@example.com", "127.0.0.1:80",
  ])
  func `an address that cannot serve: 2, before anything is made`(address: String) throws {
    let ended = try site.run(address)
    #expect(ended.status == .exited(2))
    #expect(!ended.stderr.isEmpty)
    #expect(!site.directory.exists("queue.db"))
  }

  @Test(arguments: ["--bogus", "--log-level=loud", "--db", "extra"])
  func `a flag that is wrong: 2`(flag: String) throws {
    let ended = try Program.run(try Program.built("wavespoold"), [flag])
    #expect(ended.status == .exited(2))
  }

  @Test func `what is set to nothing in the environment is not set`() throws {
    let environment = [
      "WAVESPEED_API_KEY": Site.key, "WAVESPOOL_OUTPUTS": "", "WAVESPEED_BASE_URL": "",
      "WAVESPOOL_METRICS_FILE": "",
    ]
    let program = try Program.built("wavespoold")
    let idle = try Program.run(
      program, ["--db", site.database, "--until-idle"], environment: environment)
    #expect(idle.status == .exited(0), "\(idle.stderr)")
    #expect(idle.stderr.contains("api=https://api.wavespeed.ai"))

    let checked = try site.run(nowhere, "--check", environment: environment)
    #expect(checked.stdout.contains("\(site.directory.path)/outputs: is made"))
  }

  @Test func `no key: 2, with what to set`() throws {
    let ended = try site.run(nowhere, environment: [:])
    #expect(ended.status == .exited(2))
    #expect(ended.stderr.contains("WAVESPEED_API_KEY"))
    #expect(!site.directory.exists("queue.db"))
  }

  @Test(arguments: [
    "sk-geheim\nzwei", "", "\n", "sk-geheim zwei", "sk-geheim\u{1b}[2J", "sk-geh\u{e9}im",
  ])
  func `a key that cannot serve: 2, and it is not printed`(key: String) throws {
    try site.directory.write(key, to: "key")
    for environment in [
      ["WAVESPEED_API_KEY": key], ["WAVESPEED_API_KEY_FILE": site.directory.file("key")],
    ] {
      let ended = try site.run(nowhere, environment: environment)
      #expect(ended.status == .exited(2))
      #expect(!(ended.stdout + ended.stderr).contains("geh"))
      #expect(!ended.stderr.isEmpty)
    }
  }

  @Test func `a key source that is set but cannot be read is an error, not passed over`() throws {
    let ended = try site.run(
      nowhere,
      environment: [
        "WAVESPEED_API_KEY_FILE": site.directory.file("absent"), "WAVESPEED_API_KEY": Site.key,
      ])
    #expect(ended.status == .exited(2))
    #expect(ended.stderr.contains("absent"))
    #expect(!ended.stderr.contains(Site.key))

    let folder = try site.run(
      nowhere, environment: ["WAVESPEED_API_KEY_FILE": site.directory.path])
    #expect(folder.status == .exited(2))
  }

  @Test func `a key file that is a pipe is read, and one that nobody writes into not waited for`()
    throws
  {
    let pipe = site.directory.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let key = ["WAVESPEED_API_KEY_FILE": pipe]
    #expect(try site.run(nowhere, environment: key).status == .exited(2))

    let writer = Thread {
      let held = open(pipe, O_WRONLY | O_CLOEXEC)  // waits for the reader
      #expect(write(held, "sk-1\n", 5) == 5)
      close(held)
    }
    #expect(try site.run(nowhere, "--until-idle", environment: key).status == .exited(0))
    writer.join()
  }

  @Test func `a credential goes before all others; an absent one is passed over`() throws {
    let folder = try site.directory.makeDirectory("credentials")
    let environment = ["CREDENTIALS_DIRECTORY": folder, "WAVESPEED_API_KEY": Site.key]
    #expect(
      try site.run(nowhere, "--until-idle", environment: environment).status == .exited(0))

    try site.directory.write("", to: "credentials/wavespeed-api-key")
    let empty = try site.run(nowhere, "--until-idle", environment: environment)
    #expect(empty.status == .exited(2))
    // The file that a person can mend, not systemd's copy of it.
    #expect(empty.stderr.contains("LoadCredential="))
    #expect(!empty.stderr.contains(folder))
  }

  @Test(arguments: [
    ("printf 'this is no database, but long enough to be read as one' >queue.db", "not an SQLite"),
    ("sqlite3 queue.db 'CREATE TABLE a (b)'", "not wavespool's"),
    ("sqlite3 queue.db 'PRAGMA application_id = 1; PRAGMA user_version = 1'", "not wavespool's"),
    ("sqlite3 queue.db 'PRAGMA application_id = 0x77767370; PRAGMA user_version = 99'", "newer"),
    ("mkdir queue.db", "cannot be opened"),
  ])
  func `a database that is none of ours: 6, in words, and it is left alone`(
    made: String, words: String
  ) throws {
    let directory = site.directory.path
    _ = try Program.run(
      "/bin/sh", ["-c", made], environment: ["PATH": "/usr/bin:/bin"], directory: directory)
    let look = ["-c", "cat queue.db 2>/dev/null | cksum"]
    let before = try Program.run("/bin/sh", look, directory: directory).stdout

    let ended = try site.run(nowhere, "--until-idle")

    #expect(ended.status == .exited(6))
    #expect(ended.stderr.contains(words))
    #expect(try Program.run("/bin/sh", look, directory: directory).stdout == before)
  }

  @Test func `a database that may only be read: 6, in words`() throws {
    try site.makeDatabase()
    // Root may write everything, so the daemon is run as nobody where this is root's test.
    let asNobody = geteuid() == 0
    _ = try Program.run(
      "/bin/sh", ["-c", "chmod 755 . && chmod 444 queue.db && chmod 666 queue.db.lock"],
      directory: site.directory.path)
    let command =
      (asNobody ? ["/usr/bin/setpriv", "--reuid=65534", "--clear-groups"] : ["/usr/bin/env"])
      + [
        try Program.built("wavespoold"), "--db", site.database, "--api-url", nowhere,
        "--until-idle",
      ]
    let ended = try Program.run(
      command[0], Array(command.dropFirst()), environment: ["WAVESPEED_API_KEY": Site.key])
    #expect(ended.status == .exited(6))
    #expect(ended.stderr.contains("cannot be"))
  }

  @Test func `a folder that is not there: 6, and it is not made`() throws {
    let ended = try Program.run(
      try Program.built("wavespoold"),
      ["--db", site.directory.file("typo/queue.db"), "--api-url", nowhere, "--until-idle"],
      environment: ["WAVESPEED_API_KEY": Site.key])
    #expect(ended.status == .exited(6))
    #expect(!site.directory.exists("typo"))
  }
}
