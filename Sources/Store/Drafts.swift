import Glibc

// A backup and a restore go by way of a draft, which a killed one leaves behind, as large as the queue:
//
//     monday.db.4711.wavespool.partial     beside the backup
//     queue.db.4711.restoring              beside the database, while the daemon's lock is held
//
// SQLite's own files lie beside them.

/// How the names of drafts end, after the number of the process.
enum Draft: String {
  case backup = ".wavespool.partial"
  case restoring = ".restoring"

  func path(for target: String) -> String { "\(target).\(getpid())\(rawValue)" }

  /// Removes a draft and what lies beside it.
  static func remove(_ path: String) {
    for ending in companions {
      // Nothing to do about one that stays.
      // SAFETY: the path lives through the call.
      _ = unsafe unlink(path + ending)
    }
  }

  fileprivate static let companions = ["", "-wal", "-shm", "-journal", ".lock"]
}

/// Removes what killed restores of this database have left. The daemon's lock is held: none is at
/// work.
package func removeLeftDrafts(of database: String) {
  let path = followingLinks(database)
  remove(.restoring, in: folder(of: path)) { $0 == path.split(separator: "/").last ?? "" }
}

/// Removes what killed backups into this folder have left.
func removeLeftBackupDrafts(in folder: String) {
  remove(.backup, in: folder) { _ in true }
}

private func remove(_ draft: Draft, in folder: String, of isMeant: (Substring) -> Bool) {
  for name in names(in: folder) {
    guard let companion = Draft.companions.last(where: { name.hasSuffix(draft.rawValue + $0) })
    else { continue }
    let process = name.dropLast(draft.rawValue.utf8.count + companion.utf8.count)
    guard let dot = process.lastIndex(of: "."), let pid = Int32(process[dot...].dropFirst()),
      pid > 0, isMeant(process[..<dot]), draft == .restoring || !isAlive(pid)
    else { continue }
    // SAFETY: the path lives through the call.
    _ = unsafe unlink("\(folder)/\(name)")
  }
}

private func isAlive(_ pid: Int32) -> Bool { kill(pid, 0) == 0 || errno != ESRCH }

private func names(in folder: String) -> [String] {
  // SAFETY: the stream is read and closed here; an entry's name is copied before the next is read.
  guard let stream = unsafe opendir(folder) else { return [] }
  defer { unsafe closedir(stream) }
  var names: [String] = []
  while let entry = unsafe readdir(stream) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    names.append(name)
  }
  return names
}
