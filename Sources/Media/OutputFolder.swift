import Glibc

/// Where outputs are saved.
///
///     outputs/.partial-ID/12-1          while it is fetched; gone after a restart
///     outputs/.partial-ID/12-1.doubted  came, and looked cut off; while it is fetched again
///     outputs/2026-04-01/12-1.mp4       0640, once it is whole and on the disk
///     outputs/quarantine/2026-04-01/…   0600, in folders that nobody else may open
///
/// Names are ours: nothing in them comes from a URL. No file that is there is ever written over.
package struct OutputFolder: Sendable {
  /// Absolute.
  package let path: String
  private let owner: String

  /// Nothing is made before it is needed.
  ///
  /// - Parameters:
  ///   - path: where; from the current directory when it does not begin with a slash.
  ///   - owner: tells the half-fetched files of one queue from those of another.
  package init(_ path: String, owner: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if !path.hasPrefix("/") {
      // SAFETY: getcwd gives a text of its own, freed here; copied before.
      if let here = unsafe getcwd(nil, 0) {
        path = unsafe String(cString: here) + "/" + path
        unsafe free(here)
      }
    }
    self.path = path
    self.owner = owner
  }

  /// What an output is when it has been saved.
  package struct Saved: Equatable, Sendable {
    package let path: String
    package let bytes: Int
    package let sha256: String
    package let kind: FileKind

    /// Why it may not be all there; nil when nothing speaks against it.
    package let remark: String?
  }

  /// What came of bringing one to its place.
  package enum Finished: Equatable, Sendable {
    case saved(Saved)

    /// It looks cut off, and was set aside.
    case doubted(Doubt)
  }

  /// Opens what was fetched of an output so far, to be continued behind its first `count` bytes.
  package func partial(_ name: String, keeping count: Int) throws(MediaError) -> OpenFile {
    let folder = try partials()
    // SAFETY: the name lives through the call.
    let opened = unsafe openat(
      folder.descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw .failure("opened", "\(folder.path)/\(name)") }
    let file = OpenFile(opened)
    guard let bytes = file.bytes, ftruncate(opened, min(count, bytes)) == 0,
      lseek(opened, 0, SEEK_END) == count
    else { throw .failure("written", "\(folder.path)/\(name)") }
    return file
  }

  package func discard(_ name: String) {
    // What was never begun need not be removed.
    guard let folder = try? partials() else { return }
    folder.remove(name)
    folder.remove(doubted(name))
  }

  /// Removes what an earlier life has left half fetched.
  package func discardAll() {
    guard let folder = (try? Folder(path))?.openFolder(".partial-\(owner)") else { return }
    for name in folder.names { folder.remove(name) }
  }

  /// How much more fits on the disk; nil when that cannot be told.
  package var freeBytes: Int? {
    var facts = statvfs()
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    // SAFETY: the paths and `facts` live through the calls.
    guard unsafe statvfs(path, &facts) == 0 || statvfs(parent, &facts) == 0 else { return nil }
    let (free, overflow) = Int(clamping: facts.f_bavail)
      .multipliedReportingOverflow(by: Int(clamping: facts.f_frsize))
    return overflow ? .max : free
  }

  /// Gives what was fetched of an output its place in the folder of that day, where its ending says
  /// what its content is. Survives a power cut once it has returned.
  ///
  /// What looks cut off is set aside, unless the doubts say that it is to be kept all the same.
  ///
  /// With `isSetAside` it is the longest of what was set aside before that gets its place.
  package func finish(
    _ name: String, on day: String, isQuarantined: Bool, doubts: Doubts, isSetAside: Bool = false
  ) throws(MediaError) -> Finished {
    let partials = try partials()
    let partial = isSetAside ? doubted(name) : name
    guard let file = partials.openFile(partial) else {
      throw .failure("opened", "\(partials.path)/\(partial)")
    }
    let content = try read(file, partial)
    var remark: String?
    if let reason = content.doubt {
      let doubt = Doubt(bytes: content.bytes, sha256: content.digest, reason: reason)
      remark = doubts.remark(on: doubt)
      guard remark != nil else {
        try setAside(name, content.bytes, in: partials)
        return .doubted(doubt)
      }
    }
    fchmod(file.descriptor, isQuarantined ? 0o600 : 0o640)
    guard fsync(file.descriptor) == 0 else {
      throw .failure("written", "\(partials.path)/\(partial)")
    }
    let home = try home(day, isQuarantined)
    let last = try place(
      partial, of: partials, in: home, as: name, content.kind.rawValue, bytes: content.bytes,
      digest: content.digest)
    if !doubts.seen.isEmpty { discard(name) }
    return .saved(
      Saved(
        path: "\(home.path)/\(last)", bytes: content.bytes, sha256: content.digest,
        kind: content.kind, remark: remark))
  }

  /// The longest is the one that is missing the least.
  private func setAside(_ name: String, _ bytes: Int, in partials: Folder) throws(MediaError) {
    if let other = partials.openFile(doubted(name))?.bytes, other >= bytes { return }
    try partials.move(name, to: partials, as: doubted(name))
  }

  private func doubted(_ name: String) -> String { "\(name).doubted" }

  private struct Content {
    let digest: String
    let bytes: Int
    let kind: FileKind
    let doubt: String?
  }

  private func read(_ file: OpenFile, _ name: String) throws(MediaError) -> Content {
    var hash = SHA256()
    var completeness = Completeness()
    var bytes = 0
    var beginning: [UInt8] = []
    let isRead = try file.read { piece throws(MediaError) in
      hash.update(piece)
      completeness.take(piece)
      bytes += piece.count
      for index in 0..<min(piece.count, FileKind.enough - beginning.count) {
        beginning.append(piece[index])
      }
    }
    guard isRead else { throw .failure("read", "\(path)/\(name)") }
    let kind = FileKind(beginning: beginning)
    return Content(
      digest: hash.finish(), bytes: bytes, kind: kind,
      doubt: try completeness.doubt(kind, file, bytes: bytes))
  }

  /// Links the file to its last name, or to the next that is free. What is there already with the
  /// same content was put there by a life that died before it could say so.
  private func place(
    _ partial: String, of partials: Folder, in home: Folder, as stem: String, _ ending: String,
    bytes: Int, digest: String
  ) throws(MediaError) -> String {
    for number in 1...100 {
      let name = number == 1 ? "\(stem).\(ending)" : "\(stem).\(number).\(ending)"
      // SAFETY: the names live through the call.
      if unsafe linkat(partials.descriptor, partial, home.descriptor, name, 0) == 0 {
        partials.remove(partial)
        guard home.sync() else { throw .failure("written", "\(home.path)/\(name)") }
        return name
      }
      switch errno {
      case EEXIST:
        guard let other = home.openFile(name), other.bytes == bytes,
          try read(other, name).digest == digest
        else { continue }
        partials.remove(partial)
        return name
      case EPERM, EOPNOTSUPP, ENOSYS, EMLINK:
        // A file system without links: nobody else writes names of ours here.
        if home.openFile(name) != nil { continue }
        try partials.move(partial, to: home, as: name)
        return name
      default: throw .failure("written", "\(home.path)/\(name)")
      }
    }
    throw .system("written", path: "\(home.path)/\(stem).\(ending)", code: EEXIST)
  }

  private func home(_ day: String, _ isQuarantined: Bool) throws(MediaError) -> Folder {
    let outputs = try outputs()
    guard isQuarantined else { return try outputs.folder(day, mode: outputs.modeOfFolders) }
    return try outputs.folder("quarantine", mode: 0o700).folder(day, mode: 0o700)
  }

  private func partials() throws(MediaError) -> Folder {
    try outputs().folder(".partial-\(owner)", mode: 0o700)
  }

  private func outputs() throws(MediaError) -> Folder {
    do throws(MediaError) { return try Folder(path) } catch {
      guard case .system(_, _, ENOENT) = error, let slash = path.lastIndex(of: "/") else {
        throw error
      }
      let parent = try Folder(slash == path.startIndex ? "/" : String(path[..<slash]))
      let name = String(path[path.index(after: slash)...])
      return try parent.folder(name, mode: parent.modeOfFolders)
    }
  }
}
