/// Where the database is, and why there.
package struct Location: Equatable, Sendable {
  package let path: String
  package let reason: String

  /// Whether nobody named it: then it is in a folder of the person's own.
  package let isUsual: Bool

  static let systemFolder = "/var/lib/wavespool"

  /// The file that is meant, behind whatever symbolic links lead to it: by
  /// `--db`, else `$WAVESPOOL_DB`, else the user's own, else the system's where only that exists.
  package init(
    flag: String?, environment: [String: String], exists: (String) -> Bool
  ) throws(LocationError) {
    let named = try Location(naming: flag, environment, exists)
    self.init(
      path: followingLinks(named.path), reason: named.reason, isUsual: named.isUsual)
  }

  private init(
    naming flag: String?, _ environment: [String: String], _ exists: (String) -> Bool
  ) throws(LocationError) {
    if let flag {
      guard !flag.isEmpty else { throw .empty("--db") }
      self.init(path: flag, reason: "named by --db", isUsual: false)
      return
    }
    // Set to nothing is not set, as shells have it.
    if let path = environment["WAVESPOOL_DB"], !path.isEmpty {
      self.init(path: path, reason: "named by $WAVESPOOL_DB", isUsual: false)
      return
    }
    let own: Location? =
      if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
        Location(
          path: state + "/wavespool/queue.db", reason: "under $XDG_STATE_HOME", isUsual: true)
      } else if let home = environment["HOME"], home.hasPrefix("/") {
        Location(
          path: home + "/.local/state/wavespool/queue.db", reason: "under ~/.local/state",
          isUsual: true)
      } else {
        nil
      }
    let system = Location.systemFolder + "/queue.db"
    if own.map({ !exists($0.path) }) ?? true, exists(system) {
      self.init(path: system, reason: "the system's: you have none of your own", isUsual: false)
    } else if let own {
      self = own
    } else {
      throw .nowhere
    }
  }

  private init(path: String, reason: String, isUsual: Bool) {
    self.path = path
    self.reason = reason
    self.isUsual = isUsual
  }
}

/// Why no place for a database could be told.
package enum LocationError: Error, Equatable, Sendable {
  case empty(String)
  case nowhere

  package var message: String {
    switch self {
    case .empty(let source): "\(source) is set, but names no file"
    case .nowhere: "no place for the database: HOME is not set"
    }
  }

  package var hint: String { "name the file with --db PATH" }
}
