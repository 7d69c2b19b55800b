/// `data:image/png;base64,…`: a picture inside a text.
package struct DataURI: Equatable, Sendable {
  /// In lower case, without parameters.
  package let type: String

  /// Base64, as it was written.
  package let payload: Substring

  /// Nil when the text is something else; a payload that is not Base64 shows when it is decoded.
  package init?(_ text: String) {
    guard text.utf8.count > 5, text.prefix(5).lowercased() == "data:",
      let comma = text.utf8.firstIndex(of: UInt8(ascii: ","))
    else { return nil }
    let head = text[text.index(text.startIndex, offsetBy: 5)..<comma].lowercased()
    let parts = head.split(separator: ";", omittingEmptySubsequences: false)
    guard parts.count > 1, parts.last == "base64" else { return nil }
    type = String(parts[0])
    payload = text[text.utf8.index(after: comma)...]
  }

  /// Lends what it holds, piece by piece.
  func decode(_ body: (borrowing Span<UInt8>) throws(MediaError) -> Void) throws(MediaError) {
    var decoder = Base64Decoder()
    var letters = payload.utf8[...]
    while !letters.isEmpty {
      let piece = Array(letters.prefix(1 << 16))
      letters = letters.dropFirst(piece.count)
      let bytes: [UInt8]
      do { bytes = try decoder.take(piece.span) } catch { throw .notBase64 }
      try body(bytes.span)
    }
    let last: [UInt8]
    do { last = try decoder.finish() } catch { throw .notBase64 }
    try body(last.span)
  }

  /// Whether the declared type is the one that the bytes have.
  package func declares(_ format: PictureFormat) -> Bool {
    type == format.contentType || format == .jpeg && type == "image/jpg"
  }
}
