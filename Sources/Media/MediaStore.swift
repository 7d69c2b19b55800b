import Glibc

/// The pictures of this machine that jobs refer to, each kept once under the digest of its content.
///
///     media/ab/cdef…    0640, in folders that are shared as the database's own is
///
/// A kept picture never changes: what the user saw at enqueuing is what is sent.
package struct MediaStore: Sendable {
  package let path: String
  let place: String
  let database: String

  /// Beside that database. Nothing is made before it is needed.
  package init(besideDatabase database: String) {
    self.database = database
    let slash = database.lastIndex(of: "/")
    place = slash.map { $0 == database.startIndex ? "/" : String(database[..<$0]) } ?? "."
    path = "\(place)/\(Self.name)"
  }

  /// Begins a new picture, which is kept once `keep` has returned.
  package func draft() throws(MediaError) -> PictureDraft {
    try PictureDraft(try folder())
  }

  func folder() throws(MediaError) -> Folder {
    let beside = try Folder(place)
    return try beside.folder(Self.name, mode: beside.modeOfFolders)
  }

  /// Nil while nothing was ever kept.
  func folderIfThere() -> Folder? {
    (try? Folder(place))?.openFolder(Self.name)
  }

  package func open(_ digest: Digest) throws(MediaError) -> OpenFile {
    let folder = try Folder(place).openFolder(Self.name)?.openFolder(digest.folder)
    guard let file = folder?.openFile(digest.file) else {
      throw [ENOENT, ENOTDIR, ELOOP].contains(errno)
        ? .missing(digest) : .failure("opened", "\(path)/\(digest.folder)/\(digest.file)")
    }
    guard file.bytes != nil else { throw .missing(digest) }  // a folder, a pipe, a device
    return file
  }

  /// Reads the whole file: that it is what its name says, and what kind of picture it is.
  package func examine(_ digest: Digest) throws(MediaError) -> PictureFacts {
    var reader = PictureReader()
    var hash = SHA256()
    let file = try open(digest)
    let isRead = try file.read { piece throws(MediaError) in
      hash.update(piece)
      do throws(PictureFault) { try reader.take(piece) } catch { throw .picture(error) }
    }
    guard isRead else { throw .failure("read", "\(path)/\(digest.folder)/\(digest.file)") }
    guard Digest(finishing: hash) == digest else { throw .changed(digest) }
    do throws(PictureFault) { return try reader.finish() } catch { throw .picture(error) }
  }

  /// Removes what was begun and left behind, longer ago than anybody takes to write a picture.
  package func removeLeftDrafts() {
    guard let folder = folderIfThere() else { return }
    var now = timespec()
    // SAFETY: `now` and `facts` live through the calls.
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    for name in folder.names where name.hasPrefix(PictureDraft.beginning) {
      var facts = stat()
      guard unsafe fstatat(folder.descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0,
        facts.st_mtim.tv_sec < now.tv_sec - 3600
      else { continue }
      folder.remove(name)
    }
  }

  private static let name = "media"
}
