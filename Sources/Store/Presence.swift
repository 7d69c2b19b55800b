import Glibc

/// Whether something may be at `path`: only what is certainly not there is absent. A queue in a
/// folder that this user may not enter is still the queue, and no reason to begin another.
package func mayBeThere(_ path: String) -> Bool {
  // SAFETY: the path lives through the call.
  unsafe access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)
}

/// The folder on the way to `path` that this user may not enter; nil when they get there.
package func closedFolder(onTheWayTo path: String) -> String? {
  guard isBeyondReach(path) else { return nil }
  var place = folder(of: path)
  while isBeyondReach(place), place != "/", place != "." { place = folder(of: place) }
  return place
}

private func isBeyondReach(_ path: String) -> Bool {
  // SAFETY: the path lives through the call.
  unsafe access(path, F_OK) != 0 && errno == EACCES
}

/// In words of its own: SQLite says of a closed folder that a file cannot be opened, and `enqueue`
/// would go on to say that there is none.
func refuseClosedFolder(onTheWayTo path: String) throws(StoreError) {
  guard let folder = closedFolder(onTheWayTo: path) else { return }
  throw .cannotOpen(path: path, reason: "you may not look into \(folder)")
}
