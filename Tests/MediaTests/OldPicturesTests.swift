import Glibc
import Media
import TestSupport
import Testing

@Suite struct `Pictures that no job names` {
  private let directory: TemporaryDirectory
  private let store: MediaStore
  private let noon = 2_000_000_000

  init() throws {
    directory = try TemporaryDirectory()
    store = MediaStore(besideDatabase: directory.file("queue.db"))
  }

  @Test func `are found by their age, in order, some at a time`() throws {
    let old = try (0..<5).map { try keep(800 + $0, at: noon - 1) }.sorted()
    try keep(900, at: noon)

    let first = store.oldPictures(keptBefore: noon, after: nil, atMost: 3)
    #expect(first.digests == Array(old[..<3]))
    #expect(!first.isEnd)
    let rest = store.oldPictures(keptBefore: noon, after: first.digests.last, atMost: 3)
    #expect(rest.digests == Array(old[3...]))
    #expect(rest.isEnd)
  }

  @Test func `go; the young ones and all others stay`() throws {
    let old = try keep(800, at: noon - 1)
    let young = try keep(801, at: noon)
    let other = try keep(802, at: noon - 1)

    #expect(store.remove([old, young], keptBefore: noon) == 1)

    #expect(throws: MediaError.missing(old)) { try store.open(old) }
    _ = try store.examine(young)
    _ = try store.examine(other)
  }

  /// Somebody enqueues a job with the same picture at the very moment.
  @Test func `stay when they were kept anew since they were looked at`() throws {
    let digest = try keep(800, at: noon - 1)
    let found = store.oldPictures(keptBefore: noon, after: nil, atMost: 10)
    try keep(800, at: noon)

    #expect(store.remove(found.digests, keptBefore: noon) == 0)
    #expect(try store.examine(digest).width == 800)
  }

  @Test func `are back in their place after a crash that left them out of it`() throws {
    let digest = try keep(800, at: noon - 1)
    let place = directory.file("media/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))")
    #expect(rename(place, directory.file("media/.going-\(digest)")) == 0)

    let found = store.oldPictures(keptBefore: noon, after: nil, atMost: 10)

    #expect(found.digests == [digest])
    #expect(try store.examine(digest).width == 800)
    #expect(!directory.exists("media/.going-\(digest)"))
  }

  @Test func `do not take the place of one that was kept anew after the crash`() throws {
    let digest = try keep(800, at: noon - 1)
    let place = directory.file("media/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))")
    #expect(rename(place, directory.file("media/.going-\(digest)")) == 0)
    try keep(800, at: noon)

    #expect(store.oldPictures(keptBefore: noon, after: nil, atMost: 10).digests == [])
    #expect(!directory.exists("media/.going-\(digest)"))
  }

  @Test func `are nothing where nothing was ever kept`() {
    #expect(store.oldPictures(keptBefore: noon, after: nil, atMost: 10) == OldPictures())
  }

  @Test func `may be another queue's, where there is one beside it`() throws {
    let header = Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0, count: 52)
    let padding = [UInt8](repeating: 0, count: 100)
    try directory.write(header + [1, 2, 3, 4] + padding, to: "queue.db")
    try directory.write(header + [0, 0, 0, 0] + padding, to: "foreign.db")
    try directory.write("too short", to: "notes.txt")
    #expect(mkfifo(directory.file("pipe"), 0o600) == 0)
    #expect(symlink(directory.file("queue.db"), directory.file("alias.db")) == 0)
    #expect(store.neighbouringDatabase(applicationID: 0x0102_0304) == nil)

    for draft in ["queue.db.12.restoring", "monday.db.12.wavespool.partial"] {
      try directory.write(header + [1, 2, 3, 4] + padding, to: draft)
    }
    #expect(store.neighbouringDatabase(applicationID: 0x0102_0304) == nil, "drafts are no queues")

    try directory.write(header + [1, 2, 3, 4] + padding, to: "other.db")
    #expect(store.neighbouringDatabase(applicationID: 0x0102_0304) == "other.db")
  }

  @discardableResult
  private func keep(_ width: Int, at moment: Int) throws -> Digest {
    var draft = try store.draft()
    try draft.take(png(width: width).span)
    _ = try draft.facts()
    let digest = try draft.keep()
    var times = [timeval(tv_sec: moment, tv_usec: 0), timeval(tv_sec: moment, tv_usec: 0)]
    let place = directory.file("media/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))")
    #expect(utimes(place, &times) == 0)
    return digest
  }
}
