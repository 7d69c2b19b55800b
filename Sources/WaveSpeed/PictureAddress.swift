/// The three ways in which an input names a picture.
package enum PictureAddress: Equatable, Sendable {
  /// `https://…`: the API fetches it.
  case web(String)

  /// `data:image/png;base64,…`: it travels with the request. The type is in lower case.
  case data(type: String)

  /// `media:SHA256`: it is kept beside the database and put in when the request is made. Ours, so
  /// it has one spelling; schemes of the web are written in any case.
  case kept(digest: String)

  package init?(_ text: String) {
    if text.hasPrefix("media:") {
      let address = text.dropFirst(6)
      guard address.utf8.count == 64, address.utf8.allSatisfy(isHexDigit) else { return nil }
      self = .kept(digest: String(address))
    } else if let data = rest(of: text, after: "data:") {
      guard let comma = data.firstIndex(of: ","), data.index(after: comma) < data.endIndex else {
        return nil
      }
      let head = data[..<comma].lowercased().split(separator: ";")
      guard let type = head.first, head.last == "base64", head.count > 1 else { return nil }
      self = .data(type: String(type))
    } else if let host = rest(of: text, after: "https://") ?? rest(of: text, after: "http://") {
      guard let first = host.utf8.first, isUnreserved(first) || first == UInt8(ascii: "["),
        !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
      else { return nil }
      self = .web(text)
    } else {
      return nil
    }
  }
}

private func rest(of text: String, after scheme: String) -> Substring? {
  let beginning = text.prefix(scheme.count)
  guard beginning.lowercased() == scheme else { return nil }
  return text[beginning.endIndex...]
}

private func isHexDigit(_ byte: UInt8) -> Bool {
  (48...57).contains(byte) || (97...102).contains(byte)
}
