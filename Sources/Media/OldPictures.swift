import Glibc

// Pictures that no job names are removed. Whether one does is for others to say; here it is said
// which are old enough to be asked about, and they are removed.
//
// A picture is kept before the row that names it is committed, so a young one is left alone however
// little is known of it. Keeping a picture anew makes it young again, at any moment: so a picture is
// first taken out of its place, where nobody can replace it, then looked at once more, and only then
// removed or put back. What a crash leaves out of its place is put back by the next look.
//
//     media/ab/cdef…  ──▶  media/.going-abcdef…  ──▶  gone
//            ▲                       │
//            └────── young, or ──────┘
//                 left by a crash

/// Pictures that are as old as asked for, in the order of their names.
package struct OldPictures: Equatable, Sendable {
  package var digests: [Digest] = []

  /// Whether there are no more behind them.
  package var isEnd = true

  package init() {}
}

extension MediaStore {
  /// At most `count` pictures that were kept before `moment`, behind `place`. Seconds since 1970.
  package func oldPictures(
    keptBefore moment: Int, after place: Digest?, atMost count: Int
  ) -> OldPictures {
    var found = OldPictures()
    guard let media = folderIfThere() else { return found }
    putBack(media)
    for name in media.names.sorted() {
      guard name.utf8.count == 2, name >= place?.folder ?? "", let folder = media.openFolder(name)
      else { continue }
      for file in folder.names.sorted() {
        guard let digest = Digest(name + file), place.map({ $0 < digest }) ?? true,
          let kept = folder.changed(file), kept < moment
        else { continue }
        guard found.digests.count < count else {
          found.isEnd = false
          return found
        }
        found.digests.append(digest)
      }
    }
    return found
  }

  /// Removes those of the pictures that were still kept before `moment`. Returns how many.
  package func remove(_ digests: some Sequence<Digest>, keptBefore moment: Int) -> Int {
    guard let media = folderIfThere() else { return 0 }
    var count = 0
    for digest in digests {
      guard let home = media.openFolder(digest.folder), let kept = home.changed(digest.file),
        kept < moment
      else { continue }
      let going = Self.going + digest.text
      // SAFETY: the names live through the call.
      guard unsafe renameat(home.descriptor, digest.file, media.descriptor, going) == 0 else {
        continue  // somebody else was quicker, or may not
      }
      // Replaced since it was looked at: what was taken out is the young one.
      if let kept = media.changed(going), kept < moment {
        media.remove(going)
        count += 1
      } else {
        putBack(going, of: digest, in: media)
      }
    }
    return count
  }

  private func putBack(_ media: Folder) {
    for name in media.names where name.hasPrefix(Self.going) {
      guard let digest = Digest(name.dropFirst(Self.going.count)) else { continue }
      putBack(name, of: digest, in: media)
    }
  }

  /// Where it is kept anew already, that one stays.
  private func putBack(_ going: String, of digest: Digest, in media: Folder) {
    guard let home = media.openFolder(digest.folder) else { return }
    // SAFETY: the names live through the calls.
    if unsafe linkat(media.descriptor, going, home.descriptor, digest.file, 0) == 0 {
      home.sync()
    } else if errno != EEXIST {
      // A file system without links.
      unsafe renameat(media.descriptor, going, home.descriptor, digest.file)
      return
    }
    media.remove(going)
  }

  private static let going = ".going-"
}

extension Folder {
  /// When the content of a regular file was last changed, in seconds since 1970; nil when there is
  /// none.
  fileprivate func changed(_ name: String) -> Int? {
    var facts = stat()
    // SAFETY: the name and `facts` live through the call.
    guard unsafe fstatat(descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0,
      facts.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return facts.st_mtim.tv_sec
  }
}
