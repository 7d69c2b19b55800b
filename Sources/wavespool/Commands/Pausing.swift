import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

// Pausing is by scope, the account or a model, and for a reason: what a person pauses for and what
// the daemon pauses for lie side by side. Resuming ends those that are a person's to end.

extension Pause {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let scope = try session.scope(session.invocation[model])
    let (pause, before) = try session.pause(scope)
    if session.wantsJSON { session.print(.array([(before ?? pause).json])) }
    if let before {
      session.note("\(scope.words) was paused already, \(session.ago(before.since)).")
    } else {
      session.note("\(scope.words) is paused: nothing more is submitted.")
    }
    return .done
  }
}

extension Resume {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let scope = try session.scope(session.invocation[model])
    let all = try session.resume(scope)
    let ended = all.filter { $0.scope == scope && $0.isForPeopleToEnd }
    let left = all.filter { !ended.contains($0) }
    if session.wantsJSON { session.print(["ended": list(ended), "left": list(left)]) }
    if !all.contains(where: { $0.scope == scope }) {
      session.note("\(scope.words) was not paused.")
    }
    for pause in ended {
      session.note("\(scope.words) goes on: it was paused \(pause.cause).")
    }
    for pause in left where pause.holdsBack(scope) {
      session.note("\(pause.scope.words) stays paused \(pause.cause). \(pause.way)")
    }
    return .done
  }

  private static func list(_ pauses: [Spool.Pause]) -> JSON { .array(pauses.map(\.json)) }
}

extension Session {
  /// Returns the pause, and the one that there was before it.
  @discardableResult
  func pause(
    _ scope: Scope
  ) throws(CommandFailure) -> (made: Spool.Pause, before: Spool.Pause?) {
    let pause = Spool.Pause(scope: scope, reason: .hand, detail: "", since: now, until: nil)
    let before = try writing { store throws(SQLiteError) in
      let before = try store.pauses().first { $0.scope == scope && $0.reason == .hand }
      if before == nil {
        try store.pause(pause)
        try store.tell(.paused, pause.inWords, by: .cli, at: pause.since)
      }
      return before
    }
    return (pause, before)
  }

  /// Ends what people may end; returns all pauses that there were.
  @discardableResult
  func resume(_ scope: Scope) throws(CommandFailure) -> [Spool.Pause] {
    let now = now
    return try writing { store throws(SQLiteError) in
      let all = try store.pauses()
      for pause in all where pause.scope == scope && pause.isForPeopleToEnd {
        try store.endPause(scope, pause.reason)
        try store.tell(.resumed, pause.inWords, by: .cli, at: now)
      }
      return all
    }
  }

  /// The account, where no model is named.
  func scope(_ model: String?) throws(CommandFailure) -> Scope {
    guard let model else { return .account }
    return .model(try self.model(model).name)
  }
}

extension Spool.Pause {
  /// Whether resuming a scope leaves something of it waiting for this.
  fileprivate func holdsBack(_ resumed: Scope) -> Bool {
    scope == resumed || scope == .account || resumed == .account
  }

  fileprivate var cause: String {
    let reason = self.reason == .hand ? why : "because " + why
    return reason + (detail.isEmpty ? "" : " (\(detail))")
  }

  /// How one that is left can end.
  fileprivate var way: String {
    if isForPeopleToEnd {
      let name = if case .model(let name) = scope { " \(name)" } else { "" }
      return "'wavespool resume\(name)' ends that."
    }
    switch reason {
    case .behind: return "It ends when it has been compared with the API's history."
    case .looking: return "It ends when the history was looked at."
    default: return "The daemon ends that by itself."
    }
  }

  fileprivate var json: JSON {
    [
      "model": scope == .account ? .null : .string(scope.text), "reason": .string(reason.rawValue),
      "detail": .string(detail), "since": .time(since), "until": .time(until),
    ]
  }
}

extension Spool.Pause {
  /// The others protect the account, and end when it is safe: what the API asked for, answers that
  /// are missing, a database that may pay twice. Once that one has been compared, a person must say
  /// that what was found is settled.
  var isForPeopleToEnd: Bool {
    switch reason {
    case .hand, .key, .credit, .permission, .unreachable, .failing, .balance: true
    case .behind: !isToBeCompared
    case .throttled, .unsure, .looking: false
    }
  }
}
