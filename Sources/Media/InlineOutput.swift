extension OutputFolder {
  /// Writes what a `data:` URI holds where a fetched output would be, to be finished like one.
  package func unpack(_ content: String, as name: String, atMost limit: Int) throws(MediaError) {
    guard let uri = DataURI(content) else { throw .notBase64 }
    let file = try partial(name, keeping: 0)
    var bytes = 0
    try uri.decode { piece throws(MediaError) in
      bytes += piece.count
      guard bytes <= limit else { throw .tooLarge(limit: limit) }
      guard file.write(piece) else { throw .failure("written", "\(path)/\(name)") }
    }
    guard bytes > 0 else { throw .nothing }
  }
}
