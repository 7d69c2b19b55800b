import JSON
import SQLite
import Spool
import Store
import Terminal

extension Config {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    guard let name = session.invocation[key] else {
      try list(session)
      return .done
    }
    guard let key = SettingKey(rawValue: name) else {
      let known = SettingKey.allCases.map(\.rawValue)
      throw .usage(
        "no setting is called \(quoted(name))",
        hint: didYouMean(name, among: known) ?? "There are \(listed(known, "and")).")
    }
    if let text = session.invocation[value] {
      try set(key, to: text, session)
      return .done
    }
    let set = try settings(session)[key.rawValue]
    let value = key.inForce(set)
    if let set, key.normalized(set) == nil {
      session.warn("\(key.rawValue) is set to \(quoted(set)), which is not understood.")
    }
    if session.wantsJSON {
      session.print(.string(value))
    } else {
      session.out.line(value.visible)
    }
    return .done
  }

  private static func settings(_ session: Session) throws(CommandFailure) -> [String: String] {
    try session.reading { store throws(SQLiteError) in try store.settings() }
  }

  private static func list(_ session: Session) throws(CommandFailure) {
    let set = try settings(session)
    if session.wantsJSON {
      session.print(
        .object(
          JSON.Object(
            SettingKey.allCases.map { key in
              (key.rawValue, .string(key.inForce(set[key.rawValue])))
            })))
      return
    }
    // The meanings are sentences: below the values, where they need not be cut.
    let column = 2 + SettingKey.allCases.reduce(0) { max($0, $1.rawValue.columns) }
    for key in SettingKey.allCases {
      let value = key.inForce(set[key.rawValue]).visible
      let standard = value == key.standard ? "" : "  (default: \(key.standard))"
      session.out.line(
        key.rawValue.padded(to: column) + session.out.paint(value, .bold) + standard)
      if let text = set[key.rawValue], key.normalized(text) == nil {
        session.out.hang("    ", [], "It is set to \(quoted(text)), which is not understood.")
      }
      for line in key.meaning.wrapped(to: (session.out.width ?? 80) - 4) {
        session.out.line("    " + line)
      }
    }
  }

  private static func set(
    _ key: SettingKey, to text: String, _ session: Session
  ) throws(CommandFailure) {
    guard let value = key.normalized(text) else {
      throw .usage("\(key.rawValue) cannot be \(quoted(text))", hint: "Give it \(key.form).")
    }
    let refusal = try session.writing { store throws(SQLiteError) in
      let found = try contradiction(key, value, store)
      if found == nil { try store.set(key.rawValue, to: value) }
      return found
    }
    if let refusal { throw refusal }
    if session.wantsJSON { session.print(.string(value)) }
    session.note("\(key.rawValue) is \(value) now.")
  }

  /// The shortest wait between polls cannot be longer than the longest.
  private static func contradiction(
    _ key: SettingKey, _ value: String, _ store: Store
  ) throws(SQLiteError) -> CommandFailure? {
    let new = Duration(value) ?? .zero
    switch key {
    case .pollMin:
      let longest = try store.duration(.pollMax)
      guard new > longest else { return nil }
      return .usage(
        "poll_min cannot be \(value): poll_max is \(longest.text)",
        hint: "Raise that first: 'wavespool config poll_max \(value)'.")
    case .pollMax:
      let shortest = try store.duration(.pollMin)
      guard new < shortest else { return nil }
      return .usage(
        "poll_max cannot be \(value): poll_min is \(shortest.text)",
        hint: "Lower that first: 'wavespool config poll_min \(value)'.")
    case .uncertainPolicy, .unknownPrice, .balanceFloor, .confirmOver, .saveOutputs, .nsfw,
      .diskFloor, .largestOutput, .keepCompleted, .keepFailed, .keepCancelled:
      return nil
    }
  }
}

extension SettingKey {
  /// What holds, where this is set: a text that is not understood stands for nothing. Rather too much
  /// is kept and asked then than too little.
  func inForce(_ text: String?) -> String {
    guard let text, normalized(text) == nil else { return text ?? standard }
    switch self {
    case .keepCompleted, .keepFailed, .keepCancelled: return Keeping.forever.text
    case .confirmOver: return "0"
    case .pollMin, .pollMax, .uncertainPolicy, .unknownPrice, .balanceFloor, .saveOutputs, .nsfw,
      .diskFloor, .largestOutput:
      return standard
    }
  }
}
