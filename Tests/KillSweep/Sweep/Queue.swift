import Daemon
import Glibc
import SQLite
import TestSupport

/// The queue under attack: its folder, the programs that serve it, and what stands in it.
final class Queue {
  let directory: TemporaryDirectory
  private let url: String
  private let daemon: String
  private let command: String

  init(url: String) throws {
    self.url = url
    directory = try TemporaryDirectory()
    daemon = try Program.built("wavespoold")
    command = try Program.built("wavespool")
    _ = try run("--until-idle")
    try connection().execute(
      """
      INSERT INTO settings VALUES ('poll_min', '20ms');
      UPDATE limits SET in_flight = NULL, polls_per_second = NULL;
      """)
  }

  var path: String { directory.file("queue.db") }

  /// Only while no daemon lives is a state of it a state of the whole.
  func connection() throws -> Connection {
    let connection = try Connection(path: path, mode: .readWrite)
    connection.busyTimeout = .seconds(20)
    return connection
  }

  func add(_ jobs: [NewJob]) throws {
    let insertion = try connection().prepare("INSERT INTO jobs (model, input) VALUES (?1, ?2)")
    for job in jobs { try insertion.run(job.model, job.input) }
  }

  /// A daemon's whole life. Answers whether it was killed where it was to be: a step that did not
  /// come in time is not waited for.
  func live(until kill: Life.Kill) throws -> Bool {
    var environment = ["WAVESPEED_API_KEY": "key"]
    let patience: Duration
    switch kill {
    case .step(let step, let passage):
      environment["WAVESPOOL_DIE_AT"] = "\(step.rawValue):\(passage)"
      patience = .seconds(3)
    case .moment(let moment): patience = moment
    }
    let life = try Program(
      daemon, ["--db", path, "--api-url", url, "--log-level", "debug"], environment: environment)
    let hasEnded = try life.ends(within: patience)
    if !hasEnded { life.send(signal: SIGKILL) }
    let ended = try life.wait()
    guard ended.status == .signalled(SIGKILL) else {
      throw Broken("a daemon serves until it is killed", "it said: \(ended.stderr)")
    }
    return hasEnded
  }

  /// A daemon that is left alone until nothing moves by itself any more.
  @discardableResult
  func run(_ arguments: String...) throws -> Program.Ended {
    try Program.run(
      daemon, ["--db", path, "--api-url", url] + arguments,
      environment: ["WAVESPEED_API_KEY": "key"])
  }

  /// What a person decides about a job whose prediction no search has found.
  func resolve(_ job: Int64, _ way: String) throws {
    let ended = try Program.run(command, ["--db", path, "resolve", "\(job)", way])
    guard ended.status == .exited(0) else {
      throw Broken("a person can settle what is uncertain", job: job, ended.stderr)
    }
  }
}
