import Glibc

extension MediaStore {
  /// Another SQLite database beside this one that says it is of the same kind: its pictures lie in
  /// the same folder. A backup is one too.
  package func neighbouringDatabase(applicationID: UInt32) -> String? {
    guard let folder = try? Folder(place) else { return nil }
    var own = stat()
    // SAFETY: `own` lives through the call.
    guard unsafe stat(database, &own) == 0 else { return nil }
    return folder.names.sorted().first { name in
      // The database and what belongs to it are opened by SQLite alone: closing any descriptor of
      // them would drop the locks that SQLite holds, and the next one to close the database would
      // cut the index of its log off under us.
      guard !["-wal", "-shm", "-journal"].contains(where: { name.hasSuffix($0) }) else {
        return false
      }
      // The draft of a backup is none yet, and what a killed one has left would count for ever.
      guard ![".restoring", ".partial"].contains(where: { name.hasSuffix($0) }) else {
        return false
      }
      var facts = stat()
      // SAFETY: the name and `facts` live through the call. Links are followed: the place of a
      // database is where its name is.
      guard unsafe fstatat(folder.descriptor, name, &facts, 0) == 0,
        facts.st_mode & S_IFMT == S_IFREG, facts.st_size >= 100,
        facts.st_ino != own.st_ino || facts.st_dev != own.st_dev,
        unsafe access("\(place)/\(name)", R_OK) == 0
      else { return false }
      return folder.applicationID(of: name) == applicationID
    }
  }
}

extension Folder {
  /// What stands in an SQLite file's header, from the 68th byte on; nil for any other file.
  fileprivate func applicationID(of name: String) -> UInt32? {
    // SAFETY: the name lives through the call.
    let opened = unsafe openat(descriptor, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard opened >= 0 else { return nil }
    let file = OpenFile(opened)
    var header = [UInt8](repeating: 0, count: 72)
    // SAFETY: no more is read than the array holds.
    let count = unsafe header.withUnsafeMutableBytes { bytes in
      unsafe pread(file.descriptor, bytes.baseAddress, bytes.count, 0)
    }
    guard count == header.count, header.starts(with: "SQLite format 3\0".utf8) else { return nil }
    return header[68...].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
