import Glibc

/// A file without a name, written from its beginning on: it is gone with the last who refers to it.
package final class ScratchFile {
  package let file: OpenFile
  package private(set) var bytes = 0
  private let path: String

  init(_ folder: Folder) throws(MediaError) {
    path = folder.path
    let name = freshName(PictureDraft.beginning)
    file = try folder.makeFile(name, mode: 0o600)
    folder.remove(name)
  }

  package func append(_ piece: some Collection<UInt8>) throws(MediaError) {
    let piece = Array(piece)
    guard file.write(piece.span) else { throw .failure("written", path) }
    bytes += piece.count
  }
}

extension MediaStore {
  package func scratchFile() throws(MediaError) -> ScratchFile {
    try ScratchFile(try folder())
  }

  /// Lends the content of a kept picture, piece by piece.
  package func copy(
    _ digest: Digest, _ body: (borrowing Span<UInt8>) throws(MediaError) -> Void
  ) throws(MediaError) {
    guard try open(digest).read(body) else { throw .failure("read", path) }
  }
}
