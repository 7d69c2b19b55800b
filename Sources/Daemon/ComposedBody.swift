import JSON
package import Media

/// A body with pictures in it, in a file that has no name: it is gone with the last who refers to it.
package struct ComposedBody: Sendable {
  package let file: OpenFile
  package let bytes: Int
}

extension MediaStore {
  /// Writes `body`, whose value is `input`, with the content of each kept picture under those keys,
  /// as a `data:` URI, in the place of its name: no name is left. Memory does not grow with the
  /// pictures.
  func compose(
    _ body: String, _ input: JSON.Object, under keys: [String],
    with formats: [Digest: PictureFormat]
  ) throws(MediaError) -> ComposedBody {
    let scratch = try scratchFile()
    try takeApart(body, whose: input, under: keys) { piece, text throws(MediaError) in
      guard let digest = text.flatMap(Digest.init(address:)) else {
        return try scratch.append(piece)
      }
      guard let format = formats[digest] else { throw .missing(digest) }
      try scratch.append("\"data:\(format.contentType);base64,".utf8)
      var encoder = Base64Encoder()
      try copy(digest) { piece throws(MediaError) in try scratch.append(encoder.take(piece)) }
      try scratch.append(encoder.finish())
      try scratch.append("\"".utf8)
    }
    return ComposedBody(file: scratch.file, bytes: scratch.bytes)
  }
}
