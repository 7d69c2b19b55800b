import SQLite

/// Why the database could not be used: what happened, to which file, and what to do next.
package enum StoreError: Error, Equatable, Sendable {
  case missing(path: String)
  case busy(path: String)
  case notADatabase(path: String)
  case notOurs(path: String)
  case newer(path: String, version: Int64)
  case older(path: String, isServed: Bool)
  case corrupt(path: String, detail: String)
  case readOnly(path: String)
  case full(path: String)
  case cannotOpen(path: String, reason: String)
  case networkFileSystem(path: String)
  case replaced(path: String)
  case takenOver(path: String)
  case locked(path: String, holder: String)

  /// A rule of the schema said no, in its own words.
  case refused(String)
  case manyNames(path: String, count: Int)
  case other(path: String, detail: String)

  init(_ error: SQLiteError, path: String) {
    self =
      switch error.code {
      case .busy, .locked: .busy(path: path)
      case .notADatabase: .notADatabase(path: path)
      case .corrupt: .corrupt(path: path, detail: error.message)
      case .readOnly: .readOnly(path: path)
      case .full: .full(path: path)
      case .cantOpen: .cannotOpen(path: path, reason: error.message)
      case .constraint: .refused(error.message)
      default: .other(path: path, detail: error.message)
      }
  }

  package var message: String {
    switch self {
    case .missing(let path): "there is no database at \(path)"
    case .busy(let path): "the database \(path) is locked by another program"
    case .notADatabase(let path): "\(path) is not an SQLite database"
    case .notOurs(let path): "\(path) is a database, but not wavespool's"
    case .newer(let path, let version):
      "\(path) was made by a newer wavespool (schema \(version))"
    case .older(let path, let isServed):
      "\(path) has an older schema"
        + (isServed ? ", and a daemon of that age is serving it" : "")
    case .corrupt(let path, let detail): "the database \(path) is damaged: \(detail)"
    case .readOnly(let path): "the database \(path) cannot be written"
    case .full(let path): "no space is left for the database \(path)"
    case .cannotOpen(let path, let reason): "the database \(path) cannot be opened: \(reason)"
    case .networkFileSystem(let path):
      "\(path) is on a network file system, where SQLite's locks cannot be trusted"
    case .replaced(let path): "the database file \(path) was replaced while in use"
    case .takenOver(let path): "another daemon has taken over \(path)"
    case .locked(let path, let holder): "\(path) is already served by \(holder)"
    case .refused(let words): words
    case .manyNames(let path, let count):
      "the database \(path) is \(count) files in one (hard links)"
    case .other(let path, let detail): "the database \(path) failed: \(detail)"
    }
  }

  /// What a person can do about it; nil when the message says it all.
  package var hint: String? {
    switch self {
    case .missing:
      "'wavespool db migrate' makes one; 'wavespool db path' says where"
    case .busy: "some program holds a write transaction open: end it there, then try again"
    case .notADatabase, .notOurs: "name another file with --db, or move this one away"
    case .newer: "install the wavespool that made it, or a newer one"
    case .older(_, isServed: false): "'wavespool db migrate' brings it up to date"
    case .older: "restart the daemon with this version: it brings the schema up to date"
    case .corrupt:
      "stop the daemon, move the file and its -wal away to keep them, then 'wavespool db restore' "
        + "a backup"
    case .readOnly:
      "you need write permission on the file and on its folder (the group wavespool?); to look alone, "
        + "a running wavespoold is enough"
    case .full: "make room on that disk: nothing is submitted until then"
    case .cannotOpen(let path, _) where path.hasPrefix(Location.systemFolder + "/"):
      "join the group wavespool and log in again; 'sudo systemd-tmpfiles --create' gives it the files"
    case .cannotOpen: "check that its folder exists and that you may use it"
    case .networkFileSystem: "keep it on a local disk: --db or WAVESPOOL_DB names another place"
    case .replaced, .takenOver: "restart the daemon"
    case .locked: "one daemon serves a database: stop that one first, or name another with --db"
    case .manyNames:
      "each name has a log of its own, in which the others' jobs are missing: stop what uses it, and "
        + "remove all names but the one that is used, or copy it with 'wavespool db backup'"
    case .refused, .other: nil
    }
  }
}
