import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Explain {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let id = session.invocation[job]
    let now = session.now
    let found = try session.reading { store throws(SQLiteError) in
      try store.situation(of: id, at: now)
    }
    guard let situation = found else { throw session.noSuch([id]) }
    let explanation = try session.explanation(of: situation, at: now)
    if session.wantsJSON {
      session.print(.object(explanation.json))
    } else {
      session.show(explanation)
    }
    return .done
  }
}

extension Session {
  func explanation(
    of situation: Situation, at now: Timestamp
  ) throws(CommandFailure) -> Explanation {
    let job = situation.job
    let isServed = DaemonLock.holder(of: location.path) != nil
    var explanation = Explanation(situation, at: now, isServed: isServed)
    if isServed {
      let daemon = try reading { store throws(SQLiteError) in try store.daemonRow() }
      explanation.silentSince = daemon?.silentSince(at: now)
      explanation.trouble = daemon?.trouble
    }
    if job.price == nil { explanation.price = try priceBook().price(job.model, job.input) }
    if job.status == .failed { explanation.inputFault = try fault(in: job) }
    explanation.explain()
    return explanation
  }

  /// As the daemon looks at it before it pays.
  fileprivate func fault(in job: JobRow) throws(CommandFailure) -> String? {
    guard let model = try catalog()[job.model] else { return "there is no model \(job.model)" }
    guard let input = JSON.stored(job.input).object else { return "its input is no JSON object" }
    return model.check(input).first.map(\.inOneLine)
  }

  fileprivate func show(_ explanation: Explanation) {
    for sentence in explanation.sentences {
      for line in hungLines("", sentence, width: out.width) { out.line(line) }
    }
    guard !explanation.commands.isEmpty else { return }
    out.line()
    let most = 40
    let column = explanation.commands.map(\.line.columns).filter { $0 <= most }.max() ?? 4
    for command in explanation.commands {
      var start = "  " + command.line.padded(to: column) + "  "
      if command.line.columns > most {
        out.line("  " + command.line)
        start = String(repeating: " ", count: column + 4)
      }
      for line in hungLines(start, command.effect, width: out.width) { out.line(line) }
    }
  }
}

extension Explanation {
  fileprivate var json: JSON.Object {
    [
      "id": .number(JSON.Number(job.id.number)),
      "status": .string(job.status.rawValue),
      "explanation": .array(sentences.map { .string($0) }),
      "commands": .array(
        commands.map { .object(["command": .string($0.line), "effect": .string($0.effect)]) }),
    ]
  }
}
