import Daemon
import Glibc
import Media
import SQLite
import Spool
import Store
import TestSupport
import Testing

@Suite struct `An output is saved` {
  let rehearsal: Rehearsal
  private let film = aFilm(1012)

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.files.onFetch = { [film] _ in (film, whole(film)) }
  }

  @Test func `as soon as its job completes, under a name of ours and by what is in it`() throws {
    let job = try rehearsal.complete()

    #expect(try rehearsal.output(job) == "saved|1012|\(SHA256.digest(of: film))|video/mp4|")
    let day = try #require(try rehearsal.job(job).finishedAt).dayText
    #expect(
      try rehearsal.shell.text("SELECT path FROM outputs")
        == rehearsal.directory.file("outputs/\(day)/\(job)-1.mp4"))
    #expect(try rehearsal.directory.read("outputs/\(day)/\(job)-1.mp4") == film)
    #expect(try rehearsal.events(job).suffix(2) == ["completed", "saved"])
    #expect(rehearsal.outlook.isQuiet)
  }

  @Test func `after a cut, from where it was cut, if it is the same file`() throws {
    rehearsal.files.onFetch = { [film] asked in
      guard let part = asked.fetch.part else {
        var cut = whole(film)
        cut.failure = .network("cut")
        return (Array(film[..<300]), cut)
      }
      var rest = Fetched(status: 206)
      rest.tag = "\"a\""
      rest.contentRange = "bytes \(part.bytes)-\(film.count - 1)/\(film.count)"
      return (Array(film[part.bytes...]), rest)
    }
    let job = try rehearsal.complete()

    #expect(try rehearsal.output(job) == "saved|1012|\(SHA256.digest(of: film))|video/mp4|")
    #expect(
      rehearsal.files.asked.map(\.fetch.part) == [
        nil, Part(bytes: 300, tag: "\"a\"", total: film.count),
      ])
  }

  @Test func `anew, where another file answers for the rest`() throws {
    let other = aFilm(1012, of: 9)
    var count = 0
    rehearsal.files.onFetch = { [film] asked in
      count += 1
      if count == 1 {
        var cut = whole(film)
        cut.failure = .network("cut")
        return (Array(film[..<300]), cut)
      }
      return (other, whole(other, tag: "\"b\""))
    }
    let job = try rehearsal.complete()

    #expect(try rehearsal.output(job).hasPrefix("saved|1012|\(SHA256.digest(of: other))"))
    #expect(rehearsal.files.asked.map(\.fetch.part?.bytes) == [nil, 300, nil])
  }

  @Test func `not while it is empty, or of another length than announced`() throws {
    var count = 0
    rehearsal.files.onFetch = { [film] _ in
      count += 1
      switch count {
      case 1: return ([], whole([]))
      case 2: return (Array(film.dropLast()), whole(film))
      default: return (film, whole(film))
      }
    }
    let job = try rehearsal.complete()

    #expect(count == 3)
    #expect(try rehearsal.output(job).hasPrefix("saved|1012"))
  }

  @Test(arguments: [403, 404, 410])
  func `never, when the server has it no longer: said the third time`(status: Int) throws {
    rehearsal.files.onFetch = { _ in ([], Fetched(status: status)) }
    let job = try rehearsal.complete()
    rehearsal.run(for: .seconds(400))
    #expect(
      try rehearsal.output(job) == "pending||||the server answers HTTP \(status)",
      "it may only be late")
    rehearsal.run(for: .seconds(500))

    #expect(rehearsal.files.asked.count == 3)
    #expect(try rehearsal.output(job) == "failed||||expired: the server answers HTTP \(status)")
    #expect(rehearsal.outlook.isQuiet)
    #expect(try rehearsal.job(job).status == .completed)
  }

  @Test func `from where it was moved to, and from nowhere when it is moved in circles`() throws {
    rehearsal.files.onFetch = { [film] asked in
      if asked.fetch.url == "https://cdn.test/b/c.mp4" { return (film, whole(film)) }
      var moved = Fetched(status: 302)
      moved.location = asked.output.job == JobID(1) ? "/b/c.mp4" : "a.mp4"
      return ([], moved)
    }
    let job = try rehearsal.complete()
    #expect(try rehearsal.output(job).hasPrefix("saved"))

    let circling = try rehearsal.complete()
    rehearsal.run(for: .seconds(900))
    #expect(try rehearsal.output(circling) == "failed||||it is redirected in circles")
    #expect(rehearsal.files.asked.count == 2 + 3 * 6)
  }

  @Test func `by a machine whose clock is weeks ahead: a server in trouble is not the end`() throws
  {
    rehearsal.network.serverAhead = .seconds(-40 * 86_400)
    rehearsal.files.onFetch = { _ in ([], Fetched(status: 503)) }
    let job = try rehearsal.complete()
    try rehearsal.sql(
      "UPDATE outputs SET expires_at = strftime('%Y-%m-%d %H:%M:%f', expires_at, '-33 days')")
    try rehearsal.restart()
    rehearsal.run(for: .seconds(60))

    #expect(try rehearsal.output(job).hasPrefix("pending"))
  }

  @Test func `though the API dates its creation with the year 1`() throws {
    rehearsal.files.onFetch = { _ in ([], Fetched(status: 503)) }
    let attempt = try rehearsal.running("p1")
    rehearsal.network.script = { _ in
      (
        predicted(
          "p1", "completed",
          #","outputs":["https://cdn.test/a.mp4"],"created_at":"0001-01-01T00:00:00Z""#),
        after: .milliseconds(5)
      )
    }
    rehearsal.run(for: .seconds(60))

    #expect(try rehearsal.job(attempt.job).status == .completed)
    #expect(try rehearsal.output(attempt.job).hasPrefix("pending"))
  }

  @Test func `anew, where the part of it that was there has vanished`() throws {
    var count = 0
    rehearsal.files.onFetch = { [film, rehearsal] asked in
      count += 1
      if count > 1 { return (film, whole(film)) }
      // Somebody makes room while it is on its way.
      remove(rehearsal.directory.file("outputs"))
      var cut = whole(film)
      cut.failure = .network("cut")
      return (Array(film[..<300]), cut)
    }
    let job = try rehearsal.complete()
    rehearsal.run(for: .seconds(60))

    #expect(try rehearsal.output(job).hasPrefix("saved|1012"))
    #expect(rehearsal.files.asked.map(\.fetch.part?.bytes).last == .some(nil))
  }

  @Test func `once its folder can be used again, though that was lost behind a redirect`() throws {
    let outputs = rehearsal.directory.file("outputs")
    rehearsal.files.onFetch = { [film, rehearsal] _ in
      guard rehearsal.files.asked.count == 1 else { return (film, whole(film)) }
      rename(outputs, outputs + ".away")
      _ = try? rehearsal.directory.write("in the way", to: "outputs")
      var moved = Fetched(status: 302)
      moved.location = "b.mp4"
      return ([], moved)
    }
    let job = try rehearsal.complete()
    #expect(try rehearsal.output(job).hasPrefix("pending"))

    unlink(outputs)
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.output(job).hasPrefix("saved|1012"))
  }

  @Test func `not when it is larger than allowed`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('largest_output', '1KB')")
    rehearsal.files.onFetch = { asked in
      var large = Fetched(status: 200)
      large.failure = .tooLarge
      #expect(asked.fetch.mostBytes == 1000)
      return ([], large)
    }
    let job = try rehearsal.complete()

    #expect(try rehearsal.output(job) == "failed||||it is larger than 1KB")
  }

  @Test func `later, while the disk has less room than its floor; jobs go on`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('disk_floor', '1000000TB')")
    let job = try rehearsal.complete()
    #expect(try rehearsal.output(job).hasPrefix("pending"))
    #expect(rehearsal.files.asked.isEmpty)
    #expect(rehearsal.outlook.isQuiet)
    #expect(
      try rehearsal.shell.text("SELECT trouble FROM daemon")?.contains("outputs are not saved")
        == true)

    try rehearsal.sql("UPDATE settings SET value = '0' WHERE key = 'disk_floor'")
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.output(job).hasPrefix("saved"))
    #expect(try rehearsal.shell.text("SELECT trouble FROM daemon") == nil)
  }

  @Test func `not where saving is off, and once it is on again after all`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('save_outputs', 'off')")
    let job = try rehearsal.complete()
    #expect(try rehearsal.output(job) == "skipped||||not saved: save_outputs is off")
    #expect(rehearsal.outlook.isQuiet)

    try rehearsal.sql("UPDATE settings SET value = 'on'")
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.output(job).hasPrefix("saved"))
  }

  @Test func `or skipped, or behind a closed door, when it is flagged`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('nsfw', 'skip')")
    let skipped = try rehearsal.complete(flag: true)
    #expect(try rehearsal.output(skipped) == "skipped||||not saved: flagged, and nsfw is skip")
    #expect(try rehearsal.output(rehearsal.complete(flag: false)).hasPrefix("saved"))

    try rehearsal.sql("UPDATE settings SET value = 'quarantine'")
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.output(skipped).hasPrefix("saved"))
    let path = try #require(
      try rehearsal.shell.text("SELECT path FROM outputs WHERE job_id = \(skipped)"))
    #expect(path.contains("/outputs/quarantine/"))
    var facts = stat()
    #expect(stat(rehearsal.directory.file("outputs/quarantine"), &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o700)
  }

  @Test func `after a restart that came before it was recorded, and only once on the disk`() throws
  {
    rehearsal.files.onFetch = { _ in nil }
    let job = try rehearsal.complete()
    #expect(try rehearsal.output(job).hasPrefix("pending"))

    rehearsal.files.onFetch = { [film] _ in (film, whole(film)) }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.output(job).hasPrefix("saved"))

    // As if the daemon had died between the file's last name and the row.
    try rehearsal.sql("UPDATE outputs SET status = 'pending', path = NULL")
    try rehearsal.restart()
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.output(job).hasPrefix("saved"))
    let day = try #require(try rehearsal.job(job).finishedAt).dayText
    #expect(!rehearsal.directory.exists("outputs/\(day)/\(job)-1.2.mp4"))
  }

  @Test func `beside what is there already under its name`() throws {
    let day = rehearsal.clock.wall.dayText
    _ = try rehearsal.directory.makeDirectory("outputs")
    _ = try rehearsal.directory.makeDirectory("outputs/\(day)")
    try rehearsal.directory.write("somebody's", to: "outputs/\(day)/1-1.mp4")
    let job = try rehearsal.complete()

    #expect(job == JobID(1))
    #expect(
      try rehearsal.shell.text("SELECT path FROM outputs")?.hasSuffix("/\(day)/1-1.2.mp4") == true)
    #expect(try rehearsal.directory.readText("outputs/\(day)/1-1.mp4") == "somebody's")
  }

  @Test func `a few at a time, and all in the end`() throws {
    try rehearsal.limit(inFlight: 100)
    rehearsal.files.onFetch = { _ in nil }
    for _ in 0..<20 { try rehearsal.complete(at: .milliseconds(1)) }
    #expect(rehearsal.files.asked.count == 4)

    rehearsal.files.onFetch = { [film] _ in (film, whole(film)) }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(2))
    #expect(try rehearsal.count("SELECT count(*) FROM outputs WHERE status = 'saved'") == 20)
  }

  @Test func `and recorded once the database can be written again`() throws {
    let job = try rehearsal.running()
    rehearsal.files.onFetch = { [film, shell = rehearsal.shell] _ in
      try? shell.execute("BEGIN IMMEDIATE")
      return (film, whole(film))
    }
    rehearsal.answer(.poll(job), completed("p1"))
    rehearsal.run(for: .seconds(10))
    #expect(rehearsal.outlook.hasUnrecorded)

    try rehearsal.sql("COMMIT")
    rehearsal.run(for: .seconds(2), heardAWrite: false)
    #expect(try rehearsal.output(job.job).hasPrefix("saved"))
    #expect(rehearsal.files.asked.count == 1)
  }
}
