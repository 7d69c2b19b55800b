import Glibc
import SQLite
import TestSupport

/// What a command says, kept as a file that is replayed: under a heading that names the queue, lines
/// that begin with `$ ` are run by a shell, and what follows them is what they said. `2> ` stands
/// before what went to stderr, `[1]` says how it ended where that is not 0.
///
/// The clock stands, and the screen has 80 columns.
struct Transcript: Equatable {
  var sections: [Section] = []

  struct Section: Equatable {
    let world: World
    var steps: [Step] = []
  }

  struct Step: Equatable {
    let command: String
    var said: [String] = []
  }

  init(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("## "), let world = World(rawValue: String(line.dropFirst(3))) {
        sections.append(Section(world: world))
      } else if let section = sections.indices.last {
        if line.hasPrefix("$ ") {
          sections[section].steps.append(Step(command: String(line.dropFirst(2))))
        } else if let step = sections[section].steps.indices.last {
          sections[section].steps[step].said.append(line)
        }
      }
    }
    for section in sections.indices {
      for step in sections[section].steps.indices {
        // One empty line stands before the next command, and is nobody's word.
        if sections[section].steps[step].said.last == "" {
          sections[section].steps[step].said.removeLast()
        }
      }
    }
  }

  var text: String {
    var lines: [String] = []
    for section in sections {
      lines += ["## \(section.world.rawValue)", ""]
      for step in section.steps { lines += ["$ \(step.command)"] + step.said + [""] }
    }
    return lines.joined(separator: "\n")
  }

  /// The same commands, and what they say now.
  func replayed() throws -> Transcript {
    var new = self
    for (place, section) in sections.enumerated() {
      let stage = try Stage(section.world)
      new.sections[place].steps = try section.steps.map { step in
        Step(command: step.command, said: try stage.run(step.command))
      }
    }
    return new
  }
}

/// The queue that a section begins with.
enum World: String {
  case atWork = "a queue at work"
  case unserved = "a queue that no daemon serves"
  case empty = "an empty queue"
  case none = "no database"
}

/// A place for commands to run in, one after the other.
private final class Stage {
  private let directory: TemporaryDirectory
  private let environment: [String: String]

  /// Held as a daemon would hold it.
  private var lock: CInt = -1

  init(_ world: World) throws {
    directory = try TemporaryDirectory()
    let programs = String(try Program.built("wavespool").dropLast("/wavespool".count))
    environment = [
      "PATH": "\(programs):/usr/bin:/bin", "HOME": directory.path, "LC_ALL": "C.UTF-8",
      "WAVESPOOL_DB": "queue.db", "COLUMNS": "80", "LD_PRELOAD": "\(programs)/libFixedClock.so",
      "FIXED_CLOCK": "\(Stage.noon)",
    ]
    if world == .none { return }
    _ = try run("wavespool db migrate")
    if world != .empty {
      try Connection(path: directory.file("queue.db"), mode: .readWrite)
        .execute(try TranscriptFiles.read("queue.sql"))
    }
    guard world != .unserved else { return }
    var facts = stat()
    stat(directory.file("queue.db"), &facts)
    lock = open(directory.file("queue.db.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    _ = Array("3 \(facts.st_ino) 4711 0 -\n".utf8).withUnsafeBytes {
      write(lock, $0.baseAddress, $0.count)
    }
    flock(lock, LOCK_EX | LOCK_NB)
  }

  deinit { if lock >= 0 { close(lock) } }

  /// 2026-04-01 12:00:00 UTC
  private static let noon = 1_775_044_800

  func run(_ command: String) throws -> [String] {
    let ended = try Program.run(
      "/bin/sh", ["-c", command], environment: environment, directory: directory.path)
    var said = lines(ended.stdout) + lines(ended.stderr).map { "2> " + $0 }
    if ended.code != 0 { said.append("[\(ended.code.map { "\($0)" } ?? "killed")]") }
    return said
  }

  private func lines(_ text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines.map { ofThisMachine(String($0)) }
  }

  /// What differs from one machine to the next has a name instead.
  private func ofThisMachine(_ line: String) -> String {
    line.replacing(/\d+ [kMGT]B are free/, with: "82 GB are free")
      .replacing(/\d+ kB/, with: "176 kB")
      .replacing(/SQLite 3\.\d+\.\d+/, with: "SQLite 3.40.1")
  }
}
