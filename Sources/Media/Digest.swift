/// The SHA-256 of a kept file, which is also its name: 64 hexadecimal digits in lower case.
package struct Digest: Hashable, Comparable, Sendable {
  package let text: String

  package init?(_ text: some StringProtocol) {
    let isHexadecimal = text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (97...102).contains(byte)
    }
    guard text.utf8.count == 64, isHexadecimal else { return nil }
    self.text = String(text)
  }

  init(finishing hash: consuming SHA256) {
    text = hash.finish()
  }

  package static func < (a: Digest, b: Digest) -> Bool { a.text < b.text }

  /// As an input names a kept picture.
  package var address: String { "media:\(text)" }

  var folder: String { String(text.prefix(2)) }
  var file: String { String(text.dropFirst(2)) }
}

extension Digest: CustomStringConvertible {
  package var description: String { text }
}
