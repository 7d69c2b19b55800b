import Daemon
import Media
import SQLite
import Spool
import Store
import TestSupport
import Testing

@Suite struct `An output that looks cut off` {
  let rehearsal: Rehearsal
  private let film = aFilm(1012)
  private let half = Array(aFilm(1012).prefix(400))

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `is fetched again, whatever length the server says it has`() throws {
    rehearsal.files.onFetch = { [film, half, files = rehearsal.files] _ in
      files.asked.count == 1 ? (half, whole(half)) : (film, whole(film))
    }
    let job = try rehearsal.complete()

    #expect(try rehearsal.output(job) == "saved|1012|\(SHA256.digest(of: film))|video/mp4|")
    #expect(rehearsal.files.asked.map(\.fetch.part) == [nil, nil])
    #expect(rehearsal.outlook.isQuiet)
  }

  @Test func `is kept with a word when the same bytes come again`() throws {
    rehearsal.files.onFetch = { [half] _ in (half, whole(half)) }
    let job = try rehearsal.complete()

    #expect(rehearsal.files.asked.count == 2)
    #expect(
      try rehearsal.output(job)
        == "saved|400|\(SHA256.digest(of: half))|video/mp4|the film ends 612 bytes before its mdat "
        + "box does; the server sent the same bytes again")
    let detail = try rehearsal.shell.text("SELECT detail FROM events WHERE kind = 'saved'")
    #expect(detail?.contains("-1.mp4; it may be cut off: the film ends") == true)
  }

  @Test func `is asked for five times at most, and the longest is kept`() throws {
    let lengths = [400, 500, 450, 700, 300]
    rehearsal.files.onFetch = { [film, files = rehearsal.files] _ in
      let bytes = Array(film.prefix(lengths[(files.asked.count - 1) % lengths.count]))
      return (bytes, whole(bytes))
    }
    let job = try rehearsal.complete(at: .seconds(120))

    #expect(rehearsal.files.asked.count == 5)
    #expect(try rehearsal.output(job).hasPrefix("saved|700|"))
    #expect(try rehearsal.output(job).hasSuffix("; it came 5 times, never whole"))
    #expect(rehearsal.outlook.isQuiet)
  }

  @Test func `is kept when the server has nothing else any more`() throws {
    rehearsal.files.onFetch = { [half, files = rehearsal.files] _ in
      files.asked.count == 1 ? (half, whole(half)) : ([], Fetched(status: 404))
    }
    let job = try rehearsal.complete(at: .seconds(900))

    #expect(rehearsal.files.asked.count == 4)
    #expect(
      try rehearsal.output(job)
        == "saved|400|\(SHA256.digest(of: half))|video/mp4|the film ends 612 bytes before its mdat "
        + "box does; expired: the server answers HTTP 404")
  }

  @Test func `is not thrown away where a part of its next try leaves no room for the rest`() throws
  {
    let film = aFilm(4000)
    let half = Array(film.prefix(1600))
    rehearsal.files.onFetch = { [film, half, rehearsal] _ in
      switch rehearsal.files.asked.count {
      case 1: return (half, whole(half))
      case 2:
        try? rehearsal.sql("INSERT INTO settings VALUES ('largest_output', '1KB')")
        var cut = whole(film)
        cut.failure = .network("cut")
        return (Array(film[..<1200]), cut)
      default: return ([], Fetched(status: 404))
      }
    }
    let job = try rehearsal.complete(at: .seconds(1200))

    #expect(rehearsal.files.asked.allSatisfy { $0.fetch.mostBytes > 0 })
    #expect(try rehearsal.output(job).hasPrefix("saved|1600|"))
  }

  @Test func `is fetched anew by the next life`() throws {
    rehearsal.files.onFetch = { [half, files = rehearsal.files] _ in
      files.asked.count == 1 ? (half, whole(half)) : nil
    }
    let job = try rehearsal.complete()
    #expect(try rehearsal.output(job).hasPrefix("pending"))

    rehearsal.files.onFetch = { [film] _ in (film, whole(film)) }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.output(job) == "saved|1012|\(SHA256.digest(of: film))|video/mp4|")
  }
}
