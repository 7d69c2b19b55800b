import Glibc
import HTTP
import JSON
import Media
import SQLite
import Spool
import Store
import TestSupport
import Testing

@Suite struct `The real daemon brings pictures in and films out` {
  let site: Site

  init() throws {
    site = try Site()
    try site.makeDatabase()
    _ = try site.ask(
      """
      INSERT INTO settings VALUES ('poll_min', '10ms');
      UPDATE limits SET in_flight = 60, polls_per_second = 500;
      """)
  }

  @Test func `200 jobs, ten pictures, faults on both ways: each uploaded once, all films whole`()
    throws
  {
    let api = try SimulatedAPI(
      "--output-size", "60000",
      "--fault", "upload p=0.08: 500", "--fault", "upload p=0.04: cut-after",
      "--fault", "output try=1 p=0.2: truncated", "--fault", "output try=1 p=0.4: cut-body",
      "--fault", "output try=1 p=0.3: 503",
      "--fault", "output try=1 p=0.2: redirect")
    try enqueue(200, pictures: 10)
    let ended = try site.run(api.url, "--until-idle")
    #expect(ended.status == .exited(0), "\(ended.stderr.suffix(2000))")

    #expect(try site.ask("SELECT status, count(*) FROM jobs GROUP BY 1") == "completed|200")
    #expect(try site.ask("SELECT status, count(*) FROM outputs GROUP BY 1") == "saved|200")
    let inside = ended.stderr.split(separator: "\n").filter { $0.contains("inside") }
    #expect(
      try site.ask("SELECT count(*), count(DISTINCT url) FROM uploads") == "10|10", "\(inside)")
    #expect(try api.counter("posts") == 200)
    #expect(try api.counter("keys_at_outputs") == 0)
    // Half a film, of the length that was announced, is none: no row has to speak of one.
    #expect(try site.ask("SELECT count(*) FROM outputs WHERE error IS NOT NULL") == "0")
    let bodies = try #require(try api.ledger()["predictions"]?.array).compactMap {
      $0["body"]?.string
    }
    #expect(bodies.count == 200 && bodies.allSatisfy { $0.contains("/media/") })
    #expect(!bodies.contains { $0.contains("media:") })

    let rows = try Connection(path: site.database, mode: .readWrite).prepare(
      "SELECT url, path, bytes, sha256 FROM outputs"
    ).rows { row in (row.text(0), row.text(1), row.int(2), row.text(3)) }
    #expect(Set(rows.map(\.1)).count == 200)
    for (url, path, bytes, digest) in rows {
      let film = try api.film(url)
      #expect(film.count == bytes)
      #expect(SHA256.digest(of: film) == digest)
      #expect(try site.directory.content(of: path) == film)
    }
  }

  @Test func `pictures travel inside the requests where there are no uploads`() throws {
    let api = try SimulatedAPI("--fault", "upload: 404")
    try enqueue(10, pictures: 2)
    let ended = try site.run(api.url, "--until-idle", "--log-level", "debug")
    #expect(ended.status == .exited(0), "\(ended.stderr.suffix(4000))")

    #expect(try site.ask("SELECT status, count(*) FROM jobs GROUP BY 1") == "completed|10")
    let bodies = try #require(try api.ledger()["predictions"]?.array).compactMap {
      $0["body"]?.string
    }
    #expect(bodies.count == 10)
    for body in bodies {
      let image = try #require(try JSON(parsing: body)["image"]?.string)
      #expect(image.hasPrefix("data:image/png;base64,"))
    }
    #expect(try site.ask("SELECT count(*) FROM attempts WHERE body IS NOT NULL") == "0")
  }

  @Test(arguments: ["inline", "base64"])
  func `films that come inside the answers are saved, and not asked for`(form: String) throws {
    let api = try SimulatedAPI("--output-size", "300000")
    try enqueue(6, pictures: 1, prompt: "[sim:outputs=\(form)][sim:outputs=2]")
    let ended = try site.run(api.url, "--until-idle")
    #expect(ended.status == .exited(0), "\(ended.stderr.suffix(2000))")
    #expect(try api.counter("output_fetches") == 0)
    #expect(try site.ask("SELECT max(length(outputs)) < 200 FROM jobs") == "1")
    #expect(try site.ask("SELECT count(*) FROM inline_outputs") == "0")

    let rows = try Connection(path: site.database, mode: .readWrite).prepare(
      "SELECT prediction_id, position, path, sha256 FROM jobs JOIN outputs ON job_id = id"
    ).rows { row in (row.text(0), row.int(1), row.text(2), row.text(3)) }
    #expect(rows.count == 12)
    for (prediction, position, path, digest) in rows {
      let film = try api.film("\(api.url)/outputs/\(prediction)/\(position).mp4")
      #expect(SHA256.digest(of: film) == digest)
      #expect(try site.directory.content(of: path) == film)
    }
  }

  @Test func `jobs go on while films and pictures of others do not move`() throws {
    let api = try SimulatedAPI(
      "--fault", "output model=vidu/*: hang", "--fault", "upload nth=2-: hang")
    _ = try site.ask(
      (0..<4).map { number in
        """
        INSERT INTO jobs (model, input) VALUES ('vidu/image-to-video-2.0',
          '{"image":"https://example.com/a.png","prompt":"film \(number)"}');
        """
      }.joined())
    try enqueue(1, pictures: 1)
    let daemon = try site.ready(api.url, "--log-level", "debug")
    defer { daemon.send(signal: SIGKILL) }
    for _ in 0..<4 { _ = try daemon.readLine(from: .stderr) { $0.contains("completed job=") } }

    // All places for films are taken, and the picture has a place but is not there.
    try site.insert(20)
    for _ in 0..<20 { _ = try daemon.readLine(from: .stderr) { $0.contains("completed job=") } }

    #expect(
      try site.ask("SELECT status, count(*) FROM jobs GROUP BY 1 ORDER BY 1")
        == "completed|24\nqueued|1")
    #expect(try site.ask("SELECT DISTINCT status FROM outputs") == "pending")
    #expect(try site.ask("SELECT count(*) FROM uploads") == "0")
  }

  @Test func `an output that waits for a person's settings ends until-idle with its job named`()
    throws
  {
    let api = try SimulatedAPI()
    _ = try site.ask("INSERT INTO settings VALUES ('disk_floor', '1000000TB')")
    try enqueue(1, pictures: 1)

    let ended = try site.run(api.url, "--until-idle")

    #expect(ended.status == .exited(1))
    #expect(ended.stderr.contains("1  completed, and its output is not saved"))
    #expect(try site.ask("SELECT status FROM outputs") == "pending")
  }

  private func enqueue(_ count: Int, pictures: Int, prompt: String = "") throws {
    let store = MediaStore(besideDatabase: site.database)
    let digests = try (0..<pictures).map { number in
      var draft = try store.draft()
      try draft.take(png(UInt32(1000 + number)).span)
      return try draft.keep()
    }
    let connection = try Connection(path: site.database, mode: .readWrite)
    for number in 0..<count {
      try connection.prepare(
        "INSERT INTO jobs (model, input) VALUES ('wavespeed/kissing-pro', ?1)"
      ).run(#"{"image":"\#(digests[number % pictures].address)","prompt":"\#(prompt)"}"#)
    }
  }
}

extension SimulatedAPI {
  /// What the server has, asked for by somebody else.
  fileprivate func film(_ url: String) throws -> [UInt8] {
    let client = Client(userAgent: "witness")
    var tries = 0
    while true {
      tries += 1
      client.start(
        Request(
          .get, url, connection: .fresh, totalTimeout: Program.patience,
          maximumReplyBytes: 64 << 20,
          allowedProtocols: .httpToo), as: ExchangeID(0))
      var ending: Ending?
      while ending == nil {
        _ = client.wait(upTo: Program.patience)
        ending = client.finished().first?.ending
      }
      if case .replied(let reply)? = ending, reply.status == 200 { return reply.body }
      guard tries < 10 else { throw Silent(line: url) }
    }
  }
}

extension TemporaryDirectory {
  fileprivate func content(of file: String) throws -> [UInt8] {
    try read(String(file.dropFirst(path.count + 1)))
  }
}
