import Glibc

// Root makes what belongs to another: `sudo wavespool db restore` makes the database in the folder of
// the daemon's user, who must be able to write it, and so must the members of the folder's group.

/// Opens a file for reading and writing, made where there is none: for whom its folder is for.
/// Negative, with `errno` set, when it cannot be.
func openOrMake(_ path: String, mode: mode_t) -> Int32 {
  let made = makeNew(path, mode: mode)
  // SAFETY: the path lives through the call.
  return made >= 0 ? made : unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode)
}

/// Makes an empty file, which is a database without a schema, before SQLite opens it: it gives its
/// own files beside it the same owner and mode. One that cannot be made is SQLite's to complain of.
func makeDatabaseFile(_ path: String) {
  let made = makeNew(path, mode: 0o644)
  if made >= 0 { close(made) }  // nobody in this process has a lock on it yet
}

private func makeNew(_ path: String, mode: mode_t) -> Int32 {
  // SAFETY: the path lives through the call.
  let made = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
  if made >= 0 { giveToFolder(made, folder(of: path)) }
  return made
}

/// The owner and group of the folder where root has made the file, and for the group to write where
/// the group may write the folder and hands itself down.
private func giveToFolder(_ file: Int32, _ folder: String) {
  var (place, new) = (stat(), stat())
  // SAFETY: the path and the facts live through the calls.
  guard unsafe stat(folder, &place) == 0, unsafe fstat(file, &new) == 0 else { return }
  let isRoot = geteuid() == 0
  // What cannot be given stays as it was made: `wavespoold --check` tells of it.
  if isRoot, place.st_uid != new.st_uid || place.st_gid != new.st_gid {
    _ = fchown(file, place.st_uid, place.st_gid)
  }
  let isShared = place.st_mode & S_IWGRP != 0 && (isRoot || place.st_mode & S_ISGID != 0)
  if isShared { _ = fchmod(file, 0o660) }
}
