import Glibc
import JSON
import SQLite
import TestSupport
import Testing

@Suite struct `A database that cannot be used` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
  }

  /// Asks a command that writes and one that reads.
  private func bothSay(_ message: String, hint: String, hidesAnother: Bool = false) throws {
    for words in [["enqueue", "veo2-i2v"] + veoInputs, ["limit"]] {
      let ended = try queue.run(words)
      #expect(ended.code == 6, "\(words)")
      #expect(ended.stdout == "")
      #expect(ended.errorLines.count == 2)
      #expect(ended.errorLines[0].contains(message), "\(ended.stderr)")
      #expect(ended.errorLines[1].contains(hint), "\(ended.stderr)")
    }
  }

  @Test func `is a text file, which stays as it is`() throws {
    let text = "This is no database, however long one looks at it.\n"
    try queue.directory.write(text, to: "queue.db")

    try bothSay("is not an SQLite database", hint: "Name another file with --db")
    #expect(try queue.directory.readText("queue.db") == text)
  }

  @Test func `is somebody else's`() throws {
    let other = try Connection(path: queue.path, mode: .readWriteCreate)
    try other.execute("CREATE TABLE a (b)")

    try bothSay("not wavespool's", hint: "Name another file with --db")
    #expect(try queue.count("SELECT count(*) FROM sqlite_schema") == 1)
  }

  @Test func `is a newer program's`() throws {
    try queue.wavespool("db", "migrate")
    try queue.execute("PRAGMA user_version = 99")

    try bothSay("made by a newer wavespool (schema 99)", hint: "Install")
  }

  @Test func `is damaged`() throws {
    try queue.wavespool("db", "migrate")
    try queue.wavespool("db", "backup", "monday.db")
    let bytes = try queue.directory.read("queue.db")
    try queue.directory.write(Array(bytes.prefix(20_000)), to: "queue.db")

    try bothSay("is damaged", hint: "move the file and its -wal away")
    #expect(try queue.wavespool("db", "check").code == 6)

    _ = try Program.run(
      "/bin/sh", ["-c", "mkdir away && mv queue.db* away"], environment: ["PATH": "/usr/bin:/bin"],
      directory: queue.directory.path)
    #expect(try queue.wavespool("db", "restore", "monday.db").code == 0)
  }

  @Test func `is a directory`() throws {
    _ = try queue.directory.makeDirectory("queue.db")

    try bothSay("cannot be opened", hint: "Check that its folder exists")
  }

  @Test(.enabled(if: geteuid() != 0, "nothing is read-only to root"))
  func `is read-only`() throws {
    try queue.wavespool("db", "migrate")
    chmod(queue.path, 0o444)

    try bothSay("cannot be written", hint: "You need write permission")
  }

  @Test func `is locked by another program's transaction, which readers do not mind`() throws {
    try queue.wavespool("db", "migrate")
    let holder = try queue.connection()
    try holder.immediate { () throws(SQLiteError) in
      try holder.execute("UPDATE daemon SET trouble = NULL")
      let writer = try? queue.run(["enqueue", "veo2-i2v"] + veoInputs)
      #expect(writer?.code == 6)
      #expect(writer?.errorLines.first?.hasSuffix("is locked by another program") == true)
      let reader = try? queue.wavespool("limit")
      #expect(reader?.code == 0)
    }
    #expect(try queue.jobs == 0)
  }

  @Test(arguments: [["limit"], ["export"], ["config"], ["db", "check"], ["db", "vacuum"]])
  func `is not there, and is not made by looking`(words: [String]) throws {
    let ended = try queue.run(words)

    #expect(ended.code == 6)
    #expect(ended.errorLines[0] == "wavespool: there is no database at \(queue.path)")
    #expect(!queue.isThere)
  }

  @Test func `is in a folder that cannot be made`() throws {
    try queue.directory.write("", to: "file")
    let ended = try Program.run(
      try Program.built("wavespool"), ["enqueue", "veo2-i2v"] + veoInputs,
      environment: ["HOME": queue.directory.file("file")])

    #expect(ended.code == 6)
    #expect(ended.errorLines[0].hasSuffix("cannot be made: Not a directory"))
  }

  @Test func `is told as JSON where JSON is asked for`() throws {
    let error = try JSON(parsing: try queue.wavespool("limit", "--json").stderr)

    #expect(error["error"]?.string == "there is no database at \(queue.path)")
    #expect(error["hint"]?.string?.contains("wavespool db migrate") == true)
  }
}

@Suite struct `An empty file` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
    try queue.directory.write("", to: "queue.db")
  }

  @Test func `is no database to those who only look`() throws {
    let ended = try queue.wavespool("list")

    #expect(ended.code == 6)
    #expect(ended.errorLines[0] == "wavespool: there is no database at \(queue.path)")
    #expect(try queue.directory.read("queue.db").isEmpty)
  }

  @Test func `becomes one with the first job`() throws {
    #expect(try queue.run(["enqueue", "veo2-i2v"] + veoInputs).stdout == "1\n")
  }
}

@Suite struct `A wrong command line` {
  @Test(arguments: [["lst", "--json"], ["list", "--jsn", "--json"], ["show", "x", "--json"]])
  func `is told as JSON where JSON is asked for`(words: [String]) throws {
    let ended = try Queue().run(words)

    #expect(ended.code == 2)
    let told = try JSON(parsing: ended.stderr)
    #expect(told["error"]?.string?.isEmpty == false)
    #expect(told["hint"] != nil)
  }
}
