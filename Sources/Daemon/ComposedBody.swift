package import Media

/// A body with pictures in it, in a file that has no name: it is gone with the last who refers to it.
package struct ComposedBody: Sendable {
  package let file: OpenFile
  package let bytes: Int
}

extension MediaStore {
  /// Writes `body` with the content of each kept picture, as a `data:` URI, in the place of its
  /// name. Memory does not grow with the pictures.
  func compose(
    _ body: String, with formats: [Digest: PictureFormat]
  ) throws(MediaError) -> ComposedBody {
    let scratch = try scratchFile()
    var rest = body[...]
    while let mark = rest.firstRange(of: "\"media:") {
      try scratch.append(rest[..<mark.lowerBound].utf8)
      rest = rest[mark.lowerBound...]
      let name = rest.dropFirst().prefix("media:".count + 64)
      guard let digest = Digest(address: String(name)), let format = formats[digest] else {
        try scratch.append(rest[..<mark.upperBound].utf8)
        rest = rest[mark.upperBound...]
        continue
      }
      try scratch.append("\"data:\(format.contentType);base64,".utf8)
      var encoder = Base64Encoder()
      try copy(digest) { piece throws(MediaError) in try scratch.append(encoder.take(piece)) }
      try scratch.append(encoder.finish())
      rest = rest[name.endIndex...]
    }
    try scratch.append(rest.utf8)
    return ComposedBody(file: scratch.file, bytes: scratch.bytes)
  }
}
