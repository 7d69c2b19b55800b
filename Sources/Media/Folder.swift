import Glibc

/// A folder that is held open: what is done in it stays in it, whatever becomes of its name.
///
/// Symbolic links are never followed, so that nobody who may write there can lead us elsewhere.
struct Folder: Sendable {
  let path: String
  private let handle: OpenFile

  var descriptor: Int32 { handle.descriptor }

  /// The way there is the user's own to choose: links in it are followed, unlike all below.
  init(_ path: String) throws(MediaError) {
    // SAFETY: the path lives through the call.
    let opened = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw .failure("opened", path) }
    self.init(path, OpenFile(opened))
  }

  private init(_ path: String, _ handle: OpenFile) {
    self.path = path
    self.handle = handle
  }

  /// The folder of that name in here, made first where it is missing.
  func folder(_ name: String, mode: mode_t) throws(MediaError) -> Folder {
    if let found = openFolder(name) { return found }
    guard errno == ENOENT else { throw .failure("opened", "\(path)/\(name)") }
    // SAFETY: the name lives through each call.
    let isNew = unsafe mkdirat(descriptor, name, mode & 0o777) == 0
    guard isNew || errno == EEXIST, let made = openFolder(name) else {
      throw .failure("made", "\(path)/\(name)")
    }
    // The mode that was asked for, without what this process's umask takes away. The group's bit
    // may be refused to who is not in the group: then its members are not let in, and no harm is done.
    if isNew { fchmod(made.descriptor, mode) }
    sync()
    return made
  }

  /// Nil when there is none, with `errno` set.
  func openFolder(_ name: String) -> Folder? {
    // SAFETY: the name lives through the call.
    let opened = unsafe openat(
      descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    return opened < 0 ? nil : Folder("\(path)/\(name)", OpenFile(opened))
  }

  /// Nil when there is none, with `errno` set.
  func openFile(_ name: String) -> OpenFile? {
    // SAFETY: the name lives through the call. A pipe that somebody put there must not hold us up.
    let opened = unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    return opened < 0 ? nil : OpenFile(opened)
  }

  /// A new file for writing. There must be none of that name.
  func makeFile(_ name: String, mode: mode_t) throws(MediaError) -> OpenFile {
    // SAFETY: the name lives through the call.
    let opened = unsafe openat(
      descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard opened >= 0 else { throw .failure("made", "\(path)/\(name)") }
    fchmod(opened, mode)
    return OpenFile(opened)
  }

  /// Gives a file its last name, over what had it. Survives a power cut once it has returned.
  func move(_ name: String, to other: Folder, as newName: String) throws(MediaError) {
    // SAFETY: the names live through the call.
    guard unsafe renameat(descriptor, name, other.descriptor, newName) == 0, other.sync() else {
      throw .failure("written", "\(other.path)/\(newName)")
    }
  }

  func remove(_ name: String) {
    // What cannot be removed is in nobody's way.
    // SAFETY: the name lives through the call.
    _ = unsafe unlinkat(descriptor, name, 0)
  }

  @discardableResult
  func sync() -> Bool { fsync(descriptor) == 0 }

  /// The mode that new folders in here have, so that those who share this one share them.
  var modeOfFolders: mode_t {
    var facts = stat()
    // SAFETY: `facts` lives through the call.
    guard unsafe fstat(descriptor, &facts) == 0 else { return 0o700 }
    return 0o700 | facts.st_mode & 0o2070
  }

  /// The names in here.
  var names: [String] {
    // SAFETY: the stream is closed here, and its descriptor is a copy.
    let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = unsafe fdopendir(copy) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

/// A name that nobody else has.
func freshName(_ beginning: String) -> String {
  "\(beginning)\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
}
