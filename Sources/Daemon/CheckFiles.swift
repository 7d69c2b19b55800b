import Glibc
import SQLite
package import Store

/// Whether a daemon could serve this database. Changes nothing in it, and makes none.
package func checkDatabase(at location: Location) -> [CheckFinding] {
  let path = location.path
  let named = "\(path), \(location.reason)"
  var about = stat()
  // SAFETY: `about` lives through the call; stat opens nothing, so no lock of SQLite's is lost.
  guard unsafe stat(path, &about) == 0 else { return [absent(location)] }

  let glance: Glance
  let schema: Int64
  do throws(StoreError) {
    let store = try Store.open(path, for: .reader(patience: .seconds(1)))
    (glance, schema) = try store.reading { () throws(SQLiteError) in
      (
        try store.glance(atMost: mostCounted),
        try store.connection.integer("PRAGMA user_version") ?? 0
      )
    }
  } catch {
    return [explained(error, isEmpty: about.st_size == 0, named), lock(path)]
  }
  if let trouble = writing(path) ?? ownership(path) ?? room(path) { return [trouble, lock(path)] }
  let queued = glance.queued == mostCounted ? "\(mostCounted) or more" : "\(glance.queued)"
  return [
    .well(
      .database,
      "\(named): schema \(schema), on a local file system; \(queued) jobs queued, "
        + "\(glance.uncertain) uncertain"),
    lock(path),
  ]
}

/// Whether films could be saved. Their folder is made when it is needed, but none above it: only the
/// database's own is made at the first start.
package func checkOutputs(_ outputs: String, beside database: String) -> CheckFinding {
  var about = stat()
  // SAFETY: `about` lives through the call.
  guard unsafe stat(outputs, &about) == 0 else {
    let above = folder(of: outputs)
    let place = nearestFolder(of: outputs)
    let canBeMade = unsafe access(place, W_OK) == 0
    return canBeMade && (place == above || above == folder(of: database))
      ? .well(.outputs, "\(outputs): is made when it is needed")
      : .problem(
        .outputs,
        canBeMade
          ? "\(outputs) is not there, nor is \(above), in which it would be made"
          : "\(outputs) is not there and cannot be made in \(place)",
        remedy: "make it, or name another folder with --outputs or WAVESPOOL_OUTPUTS")
  }
  guard about.st_mode & S_IFMT == S_IFDIR else {
    return .problem(
      .outputs, "\(outputs) is no folder", remedy: "name one with --outputs or WAVESPOOL_OUTPUTS")
  }
  guard unsafe access(outputs, W_OK | X_OK) == 0 else {
    return .problem(
      .outputs, "\(outputs) cannot be written by this user",
      remedy: "give the daemon's user write permission there")
  }
  return .well(.outputs, outputs)
}

private let mostCounted = 10_000

/// A database that is not there yet is made at the first start, if it can be.
private func absent(_ location: Location) -> CheckFinding {
  let folder = location.isUsual ? nearestFolder(of: location.path) : folder(of: location.path)
  let whole = "\(location.path), \(location.reason)"
  if let closed = closedFolder(onTheWayTo: location.path) {
    return .problem(
      .database, "\(whole): this user may not look into \(closed)",
      remedy: "run the check as the daemon's user, or let this one in")
  }
  guard unsafe access(folder, W_OK | X_OK) == 0 else {
    return .problem(
      .database,
      "\(whole): is not there, and \(folder): \(unsafe String(cString: strerror(errno)))",
      remedy: "name the database with --db or WAVESPOOL_DB, or let the daemon's user write there")
  }
  return .well(.database, "\(whole): is made at the first start")
}

private func explained(_ error: StoreError, isEmpty: Bool, _ named: String) -> CheckFinding {
  switch error {
  case .missing where isEmpty:
    .well(.database, "\(named): empty, gets its schema at the first start")
  case .older(_, isServed: false):
    .well(.database, "\(named): has an older schema, brought up to date at the next start")
  case .missing, .busy, .notADatabase, .notOurs, .newer, .older, .corrupt, .readOnly, .full,
    .cannotOpen, .networkFileSystem, .manyNames, .replaced, .takenOver, .locked, .refused, .other:
    .problem(.database, error.message, remedy: error.hint ?? "`wavespool db check` looks closer")
  }
}

/// SQLite needs the folder too: the log and its index lie beside the database.
private func writing(_ path: String) -> CheckFinding? {
  for place in [path, folder(of: path)] where unsafe access(place, W_OK) != 0 {
    return .problem(
      .database, "\(place) cannot be written: \(unsafe String(cString: strerror(errno)))",
      remedy: StoreError.readOnly(path: path).hint ?? "")
  }
  return nil
}

/// Root may write everything, so a check as root says nothing of the daemon's user: the folder's, who
/// must be able to write what lies in it.
private func ownership(_ path: String) -> CheckFinding? {
  let folder = folder(of: path)
  var place = stat()
  // SAFETY: `place` lives through the call, as do the other facts here.
  guard geteuid() == 0, unsafe stat(folder, &place) == 0, place.st_uid != 0 else { return nil }
  for file in [path, path + "-wal", path + "-shm", path + ".lock"] {
    var facts = stat()
    guard unsafe stat(file, &facts) == 0 else { continue }
    let isOwners = facts.st_uid == place.st_uid && facts.st_mode & S_IWUSR != 0
    let isGroups = facts.st_gid == place.st_gid && facts.st_mode & S_IWGRP != 0
    if !isOwners, !isGroups, facts.st_mode & S_IWOTH == 0 {
      return .problem(
        .database, "\(file) cannot be written by the user whom \(folder) belongs to",
        remedy: "chown --reference=\(folder) \(file)")
    }
  }
  return nil
}

private func room(_ path: String) -> CheckFinding? {
  var facts = statvfs()
  // SAFETY: `facts` lives through the call.
  guard unsafe statvfs(path, &facts) == 0 else { return nil }
  let megabytes = (UInt64(facts.f_bavail) * UInt64(facts.f_frsize)) >> 20
  guard megabytes < 64 else { return nil }
  return .problem(
    .database, "\(megabytes) MB are free on the disk of \(path)",
    remedy: StoreError.full(path: path).hint ?? "")
}

/// A daemon at work is no problem: a check beside it is what a person wants.
private func lock(_ path: String) -> CheckFinding {
  guard let pid = DaemonLock.holder(of: path) else {
    return .well(.lock, "no daemon serves this database now")
  }
  return .well(.lock, pid > 0 ? "held by wavespoold with pid \(pid)" : "held by a wavespoold")
}

/// The innermost folder around `path` that is there.
private func nearestFolder(of path: String) -> String {
  var place = folder(of: path)
  while unsafe access(place, F_OK) != 0, place != "/", place != "." { place = folder(of: place) }
  return place
}
