import Glibc
import Media
import TestSupport
import Testing

@Suite struct `The media store` {
  private let directory: TemporaryDirectory
  private let store: MediaStore

  init() throws {
    directory = try TemporaryDirectory()
    store = MediaStore(besideDatabase: directory.file("queue.db"))
  }

  @Test func `keeps a picture under its content's digest, and finds it again`() throws {
    let digest = try keep(png())

    #expect(digest.text == SHA256.digest(of: png()))
    let name = "media/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))"
    #expect(try directory.read(name) == png())
    #expect(try store.examine(digest).width == 800)
    #expect(names == [])
  }

  @Test func `keeps the same picture once`() throws {
    let first = try keep(jpeg())
    let second = try keep(jpeg())

    #expect(first == second)
    #expect(try store.examine(first).format == .jpeg)
    #expect(names == [])
  }

  @Test(arguments: [0o2770, 0o2750, 0o700, 0o755] as [mode_t])
  func `shares as the database's folder is shared, and never with all`(mode: mode_t) throws {
    chmod(directory.path, mode)
    let digest = try keep(png())

    let folder = "media/\(digest.text.prefix(2))"
    #expect(try self.mode(of: "media") == mode & 0o2770 | 0o700)
    #expect(try self.mode(of: folder) == mode & 0o2770 | 0o700)
    #expect(try self.mode(of: "\(folder)/\(digest.text.dropFirst(2))") == 0o640)
  }

  @Test func `leaves nothing behind of what is no picture, or was not kept`() throws {
    let fault = #expect(throws: MediaError.self) { try keep(Array(png().dropLast())) }
    #expect(fault == .picture(.truncated(.png)))
    #expect(throws: MediaError.picture(.notAPicture(.bin))) { try keep(Array("not at all".utf8)) }

    var draft = try store.draft()
    try draft.take(png().span)
    _ = consume draft

    #expect(names == [])
  }

  @Test func `tells a missing picture from a damaged one`() throws {
    let missing = try #require(Digest(String(repeating: "a", count: 64)))
    #expect(throws: MediaError.missing(missing)) { try store.examine(missing) }

    let digest = try keep(png())
    #expect(throws: MediaError.missing(missing)) { try store.examine(missing) }
    let name = "media/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))"
    try directory.write(png(width: 801), to: name)
    #expect(throws: MediaError.changed(digest)) { try store.examine(digest) }

    // Keeping it anew puts it right.
    try keep(png())
    #expect(try store.examine(digest).width == 800)
  }

  @Test func `follows no link out of its folder`() throws {
    let digest = try keep(png())
    let name = directory.file("media/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))")
    let outside = try directory.write(png(), to: "outside.png")
    unlink(name)
    #expect(symlink(outside, name) == 0)
    #expect(throws: MediaError.missing(digest)) { try store.open(digest) }

    // A pipe would be waited for, and a folder is no picture.
    unlink(name)
    #expect(mkfifo(name, 0o600) == 0)
    #expect(throws: MediaError.missing(digest)) { try store.open(digest) }

    let other = try TemporaryDirectory()
    #expect(symlink(other.path, directory.file("elsewhere")) == 0)
    #expect(rename(directory.file("media"), directory.file("gone")) == 0)
    #expect(symlink(other.path, directory.file("media")) == 0)
    #expect(throws: MediaError.self) { try keep(png()) }
  }

  @Test func `takes a data URI whose type is what its bytes are`() throws {
    let letters = base64(png())
    var good = try store.draft()
    try good.take(try #require(DataURI("data:image/png;base64,\(letters)")))
    #expect(try good.keep().text == SHA256.digest(of: png()))

    var other = try store.draft()
    let mislabelled = try #require(DataURI("data:image/jpeg;base64,\(letters)"))
    do throws(MediaError) {
      try other.take(mislabelled)
      Issue.record("it was taken")
    } catch {
      #expect(error == .mislabelled(declared: "image/jpeg", found: .png))
    }
  }

  @Test func `a draft that a crash left is removed after an hour`() throws {
    try keep(png())
    try directory.write("left", to: "media/.draft-1-a")
    try directory.write("new", to: "media/.draft-1-b")
    var times = [
      timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0),
    ]
    #expect(utimes(directory.file("media/.draft-1-a"), &times) == 0)

    store.removeLeftDrafts()

    #expect(names == [".draft-1-b"])
  }

  @discardableResult
  private func keep(_ bytes: [UInt8]) throws -> Digest {
    var draft = try store.draft()
    try draft.take(bytes.span)
    _ = try draft.facts()
    return try draft.keep()
  }

  private func base64(_ bytes: [UInt8]) -> String {
    var encoder = Base64Encoder()
    return String(decoding: encoder.take(bytes.span) + encoder.finish(), as: UTF8.self)
  }

  /// What lies in the folder besides kept pictures.
  private var names: [String] {
    guard let stream = opendir(directory.file("media")) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.count > 2 { names.append(name) }
    }
    return names
  }

  private func mode(of name: String) throws -> mode_t {
    var facts = stat()
    try #require(stat(directory.file(name), &facts) == 0)
    return facts.st_mode & 0o7777
  }
}
