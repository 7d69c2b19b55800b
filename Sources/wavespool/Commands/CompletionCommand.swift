import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension CompletionScript {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let script =
      switch session.invocation[shell] {
      case .bash: bashCompletion(of: Wavespool.offered)
      case .zsh: zshCompletion(of: Wavespool.offered)
      case .fish: fishCompletion(of: Wavespool.offered)
      }
    session.out.write(script)
    return .done
  }
}

/// What the scripts ask the program for while a person types: `wavespool --words LIST`. Not a
/// command, because no person would type it; silent where there is nothing to offer.
enum CompletionWords {
  static let flag = "--words"

  static func run(_ list: String, on console: Console) {
    // No word is worth an error message in the middle of a line that is being typed.
    guard case .run(let invocation)? = try? Wavespool.offered.parse(["list"]),
      let session = try? Session(invocation, on: console),
      let words = try? words(list, session)
    else { return }
    for word in words { console.out.line(word.visible) }
  }

  private static func words(
    _ list: String, _ session: Session
  ) throws(CommandFailure) -> [String] {
    switch Completion.listedByProgram(list) {
    case .models: spellings(try session.catalog().models.map(\.name.text))
    case .configKeys: SettingKey.allCases.map(\.rawValue)
    case .jobs:
      try newest(session).map { "\($0.id)" }
    case .tags: Set(try newest(session).flatMap(\.tags)).sorted()
    default: []
    }
  }

  /// Each name by its last part too, where that says which is meant: nobody begins with the vendor.
  private static func spellings(_ names: [String]) -> [String] {
    let parts = names.map { String($0.split(separator: "/").last ?? "") }
    let unique = parts.filter { part in parts.count { $0 == part } == 1 && !names.contains(part) }
    return unique + names
  }

  private static func newest(_ session: Session) throws(CommandFailure) -> [JobRow] {
    try session.reading { store throws(SQLiteError) in
      try store.jobs(JobFilter(), atMost: 100)
    }
  }
}
