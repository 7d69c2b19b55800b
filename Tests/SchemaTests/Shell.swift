import Migrations
import Spool
import TestSupport

/// The plain `sqlite3` shell on a fresh database: what people write SQL into.
struct Shell: Sendable {
  /// The ways in which a connection may be set up that is not ours.
  enum Manner: String, CaseIterable, Sendable {
    case plain, recursive, safe

    var arguments: [String] { self == .safe ? ["-safe"] : [] }

    var pragmas: String {
      switch self {
      case .plain, .safe: ""
      case .recursive:
        "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;\n"
      }
    }
  }

  /// The rows that are there before a test begins.
  let given: String
  var manner = Manner.plain

  /// What `sql` prints, and what the shell says when something is refused.
  func run(_ sql: String) throws -> (printed: String, refused: String) {
    let script =
      manner.pragmas + Migrations.steps.joined() + given + "\n.print START\n" + sql + "\n;\n"
    let ended = try Program.run(
      "/usr/bin/sqlite3", ["-batch", "-bail"] + manner.arguments + [":memory:"],
      input: Array(script.utf8))
    guard let start = ended.stdout.firstRange(of: "START\n") else {
      return ("", "while preparing: " + ended.stderr)
    }
    let printed = ended.stdout[start.upperBound...]
    return (String(printed.hasSuffix("\n") ? printed.dropLast() : printed), ended.stderr)
  }

  /// What `sql` prints; the shell's complaint where it has one.
  func ask(_ sql: String) throws -> String {
    let (printed, refused) = try run(sql)
    return refused.isEmpty ? printed : "refused: " + refused
  }
}

extension Shell {
  /// Two models and no job.
  static let empty = Shell(
    given: """
      INSERT INTO models (name, item, source) VALUES
        ('a/b', '{"model_id":"a/b"}', 'built-in'), ('c/d', '{"model_id":"c/d"}', 'added');
      """)

  /// One job in each state, numbered as here; 8 was cancelled and its prediction goes on.
  static let oneOfEach = Shell(
    given: empty.given
      + row(1, .queued, nil) + row(2, .submitting, .sending) + row(3, .uncertain, .uncertain)
      + row(4, .running, .accepted) + row(5, .completed, .completed) + row(6, .failed, .failed)
      + row(7, .cancelled, nil) + row(8, .cancelled, .accepted))

  /// The daemon's row of a job whose newest attempt stands like this.
  static func row(_ id: Int, _ status: Status, _ outcome: Outcome?) -> String {
    let prediction = outcome.map(hasPrediction) == true ? "'p\(id)'" : "NULL"
    let attempt = outcome.map { outcome in
      """

      INSERT INTO attempts (job_id, number, model, epoch, outcome, prediction_id, sent_at, finished_at)
        VALUES (\(id), 1, 'a/b', 1, '\(outcome.rawValue)', \(prediction),
                '2026-04-01 12:00:00.000', '2026-04-01 12:05:00.000');
      """
    }
    return """

      INSERT INTO jobs (id, model, input, status, attempts, prediction_id, finished_at, revision,
                        actor)
        VALUES (\(id), 'a/b', '{"prompt":"one"}', '\(status.rawValue)',
                \(outcome?.mayHaveBeenCharged == true ? 1 : 0), \(prediction),
                \(status.hasEnded ? "'2026-04-01 12:06:00.000'" : "NULL"), 1, 'daemon');
      """ + (attempt ?? "")
  }

  private static func hasPrediction(_ outcome: Outcome) -> Bool {
    switch outcome {
    case .accepted, .completed, .failed: true
    case .sending, .notSent, .throttled, .rejected, .uncertain, .givenUp: false
    }
  }
}
