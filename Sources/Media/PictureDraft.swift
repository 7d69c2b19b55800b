import Glibc

/// A picture on its way into the store: written, hashed and looked into as its bytes pass.
///
/// A draft that is let go of before it was kept leaves nothing behind.
package struct PictureDraft: ~Copyable {
  private let folder: Folder
  private let file: OpenFile
  private let name: String
  private var reader = PictureReader()
  private var hash = SHA256()
  private var bytes = 0

  static let beginning = ".draft-"

  init(_ folder: Folder) throws(MediaError) {
    let name = freshName(Self.beginning)
    file = try folder.makeFile(name, mode: 0o640)
    self.folder = folder
    self.name = name
  }

  /// Once the draft has its last name there is none of this one.
  deinit { folder.remove(name) }

  package mutating func take(_ piece: borrowing Span<UInt8>) throws(MediaError) {
    bytes += piece.count
    guard bytes <= PictureCheck.largestUpload else {
      throw .picture(.tooLarge(limit: PictureCheck.largestUpload))
    }
    do throws(PictureFault) { try reader.take(piece) } catch { throw .picture(error) }
    hash.update(piece)
    guard file.write(piece) else { throw .failure("written", "\(folder.path)/\(name)") }
  }

  /// What the picture is, now that all of it was taken.
  package func facts() throws(MediaError) -> PictureFacts {
    do throws(PictureFault) { return try reader.finish() } catch { throw .picture(error) }
  }

  /// Puts the picture in its place. Survives a power cut once it has returned; a picture that was
  /// there already is put in its own place.
  package consuming func keep() throws(MediaError) -> Digest {
    try keep(as: nil)
  }

  /// The same for a copy of one that is kept elsewhere: it must be what its name says.
  package consuming func keep(as expected: Digest?) throws(MediaError) -> Digest {
    let digest = Digest(finishing: hash)
    if let expected, expected != digest { throw .changed(expected) }
    guard fsync(file.descriptor) == 0 else { throw .failure("written", "\(folder.path)/\(name)") }
    let home = try folder.folder(digest.folder, mode: folder.modeOfFolders)
    try folder.move(name, to: home, as: digest.file)
    return digest
  }
}

extension PictureDraft {
  /// Takes a `data:` URI in, whose declared type must be what its bytes are.
  package mutating func take(_ uri: DataURI) throws(MediaError) {
    try uri.decode { piece throws(MediaError) in try take(piece) }
    let found = try facts().format
    guard uri.declares(found) else { throw .mislabelled(declared: uri.type, found: found) }
  }
}
