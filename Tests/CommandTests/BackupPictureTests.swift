import Glibc
import JSON
import Media
import TestSupport
import Testing

@Suite struct `A backup of a queue with pictures` {
  private let queue: QueueUnderTest
  private let away: String
  private let backup: String

  init() throws {
    queue = try QueueUnderTest()
    away = try queue.directory.makeDirectory("away")
    backup = away + "/monday.db"
  }

  @Test func `takes those along that its jobs name, and a restored queue has them again`() throws {
    let named = try keep(800)
    let unnamed = try keep(801)
    try add(named)
    let ended = try queue.run("db", "backup", backup)
    #expect(ended.code == 0)
    #expect(ended.stderr.contains("1 picture that its jobs name is in \(away)/media."))
    #expect(isKept(named, "away/media") && !isKept(unnamed, "away/media"))

    // The disk is lost; what was taken away is all that is left.
    #expect(
      try Program.run(
        "/bin/sh", ["-c", "rm -r media queue.db*"],
        directory: queue.directory.path
      ).status == .exited(0))
    let restored = try queue.run("db", "restore", backup)
    #expect(restored.code == 0, "\(restored.stderr)")
    #expect(restored.stderr.contains("1 picture"))
    #expect(isKept(named, "media"))
    #expect(try store("queue.db").examine(named).width == 800)
    #expect(try queue.text("SELECT input FROM jobs")?.contains(named.address) == true)
  }

  @Test func `is as private as a backup should be`() throws {
    chmod(away, 0o700)
    try add(keep(800))
    _ = try queue.run("db", "backup", backup)
    var facts = stat()
    #expect(stat(away + "/media", &facts) == 0)
    #expect(facts.st_mode & 0o077 == 0)
  }

  @Test func `copies no picture twice, and none where they lie already`() throws {
    let named = try keep(800)
    try add(named)
    _ = try queue.run("db", "backup", backup)
    let place = "away/media/\(named.text.prefix(2))/\(named.text.dropFirst(2))"
    let before = try inode(place)
    try add(keep(801))
    let second = try queue.run("db", "backup", away + "/tuesday.db")
    #expect(second.stderr.contains("2 pictures") && second.stderr.contains("1 of them already"))
    #expect(try inode(place) == before)

    let beside = try queue.json("db", "backup", queue.directory.file("here.db"))
    #expect(beside["pictures"]?.int == 2 && beside["pictures_missing"]?.int == 0)
    #expect(beside["jobs"]?.int == 2)
  }

  @Test func `says which are missing, and is a backup all the same`() throws {
    try add(#require(Digest(String(repeating: "a", count: 64))))
    let ended = try queue.run("db", "backup", backup)
    #expect(ended.code == 0)
    #expect(ended.stderr.contains("1 picture that its jobs name is missing"))
    #expect(queue.directory.exists("away/monday.db"))
  }

  @Test func `is none when a picture was damaged`() throws {
    let named = try keep(800)
    try add(named)
    try queue.directory.write(
      png(810, 600), to: "media/\(named.text.prefix(2))/\(named.text.dropFirst(2))")
    let ended = try queue.run("db", "backup", backup)
    #expect(ended.code == 1)
    #expect(ended.stderr.contains("damaged"))
    #expect(try Program.run("/usr/bin/find", [away, "-type", "f"]).stdout == "")
  }

  private func keep(_ width: UInt32) throws -> Digest {
    var draft = try store("queue.db").draft()
    try draft.take(png(width, 600).span)
    _ = try draft.facts()
    return try draft.keep()
  }

  private func add(_ digest: Digest) throws {
    try queue.sql(
      """
      INSERT INTO jobs (model, input)
      VALUES ('wavespeed/kissing-pro', '{"image":"\(digest.address)"}')
      """)
  }

  private func store(_ name: String) -> MediaStore {
    MediaStore(besideDatabase: queue.directory.file(name))
  }

  private func isKept(_ digest: Digest, _ folder: String) -> Bool {
    queue.directory.exists("\(folder)/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))")
  }

  private func inode(_ name: String) throws -> UInt {
    var facts = stat()
    #expect(stat(queue.directory.file(name), &facts) == 0)
    return facts.st_ino
  }
}
