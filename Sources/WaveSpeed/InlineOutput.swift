import Spool

extension Report.Output {
  /// From what stands where an address is expected: asked for Base64, the API gives the output itself, as
  /// a `data:` URI or as nothing but its letters.
  ///
  /// What is recorded as its address is the beginning of the URI: enough to see what it is.
  init(text: String, nsfw: Bool?) {
    guard let content = dataURI(text) else {
      self.init(url: text, nsfw: nsfw)
      return
    }
    let scalars = content.unicodeScalars
    let isLong = scalars.index(
      scalars.startIndex, offsetBy: longestLabel, limitedBy: scalars.endIndex)
    let label = isLong.map { String(scalars[..<$0]) + "…" }
    self.init(url: label ?? content, content: content, nsfw: nsfw)
  }
}

private let longestLabel = 80

/// The same as a `data:` URI with that word in lower case; nil for an address.
private func dataURI(_ text: String) -> String? {
  if text.hasPrefix(scheme) { return text }
  if text.prefix(scheme.count).lowercased() == scheme {
    return scheme + text.dropFirst(scheme.count)
  }
  // No address is this long without a colon, a point or a dash at its beginning and at its end.
  guard text.utf8.count >= surelyBase64, text.utf8.prefix(surelyBase64).allSatisfy(isBase64),
    text.utf8.suffix(surelyBase64).allSatisfy({ isBase64($0) || isEnding($0) })
  else { return nil }
  return scheme + ";base64," + text
}

private let scheme = "data:"
private let surelyBase64 = 64

private func isEnding(_ letter: UInt8) -> Bool {
  letter == UInt8(ascii: "=") || letter == UInt8(ascii: "\n") || letter == UInt8(ascii: "\r")
}

private func isBase64(_ letter: UInt8) -> Bool {
  switch letter {
  case 65...90, 97...122, 48...57, UInt8(ascii: "+"), UInt8(ascii: "/"): true
  default: false
  }
}
