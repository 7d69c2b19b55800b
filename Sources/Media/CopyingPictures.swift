extension MediaStore {
  package func has(_ digest: Digest) -> Bool {
    (try? open(digest)) != nil
  }

  /// Keeps a copy of a picture in another store, and reads on the way that it is what its name says.
  /// One that is there already is left as it is.
  package func copy(_ digest: Digest, to other: MediaStore) throws(MediaError) {
    if other.has(digest) { return }
    let file = try open(digest)
    var draft = try other.draft()
    guard try file.read({ piece throws(MediaError) in try draft.take(piece) }) else {
      throw .failure("read", "\(path)/\(digest.folder)/\(digest.file)")
    }
    _ = try draft.keep(as: digest)
  }
}
