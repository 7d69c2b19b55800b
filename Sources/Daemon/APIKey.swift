import Glibc

/// The API key: where it comes from, and that it never goes anywhere else.
///
/// It has no description: a log line or an error that interpolates it says `[key]`.
package struct APIKey: Equatable, Sendable {
  let text: String

  /// The first source that is set counts. A set source that cannot serve is an error: falling
  /// through to another would submit to an account that nobody meant.
  package init(environment: [String: String]) throws(APIKeyError) {
    if let folder = environment["CREDENTIALS_DIRECTORY"] {
      let path = folder + "/wavespeed-api-key"
      // A unit without this credential has the folder for its others.
      if unsafe access(path, F_OK) == 0 {
        // The path is a copy that nobody can edit.
        try self.init(file: path, called: "the file that LoadCredential=wavespeed-api-key names")
        return
      }
    }
    if let path = environment["WAVESPEED_API_KEY_FILE"] {
      try self.init(file: path)
    } else if let text = environment["WAVESPEED_API_KEY"] {
      try self.init(text, from: "$WAVESPEED_API_KEY")
    } else {
      throw .missing
    }
  }

  private init(file path: String, called name: String? = nil) throws(APIKeyError) {
    // A key is short; more than that is some other file.
    guard let bytes = readFile(path, atMost: 4096) else {
      throw .unreadable(path, unsafe String(cString: strerror(errno)))
    }
    try self.init(String(decoding: bytes, as: UTF8.self), from: name ?? path)
  }

  private init(_ text: String, from source: String) throws(APIKeyError) {
    let key = text.utf8.last == UInt8(ascii: "\n") ? String(text.dropLast()) : text
    guard !key.isEmpty else { throw .empty(source) }
    guard !key.utf8.contains(UInt8(ascii: "\n")) else { throw .severalLines(source) }
    // It travels in a header: anything else there is a mistake at best.
    guard key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .odd(source) }
    self.text = key
  }

  /// Shorter than any real key: one that was made up for a simulator, as `any`, may be part of the
  /// API's own words, and its answers would be changed before they are read.
  private static let shortest = 12

  /// Puts `[key]` in the place of every repetition of the key, before the text is kept anywhere.
  func removed(from bytes: [UInt8]) -> [UInt8] {
    let key = Array(text.utf8)
    guard key.count >= APIKey.shortest else { return bytes }
    var result: [UInt8] = []
    var kept = 0
    var position = 0
    while position < bytes.count {
      guard let end = bytes.endOfJSONSpelling(of: key, from: position) else {
        position += 1
        continue
      }
      result += bytes[kept..<position] + Array("[key]".utf8)
      position = end
      kept = end
    }
    return kept == 0 ? bytes : result + bytes[kept...]
  }
}

extension [UInt8] {
  /// Where `word` ends that begins at `start`. In JSON any character may be spelled as an escape:
  /// many servers write `\/`, and reading the text would bring the key back.
  fileprivate func endOfJSONSpelling(of word: [UInt8], from start: Int) -> Int? {
    var position = start
    for wanted in word {
      guard position < count else { return nil }
      if let (byte, end) = escape(at: position), byte == wanted {
        position = end
      } else if self[position] == wanted {
        position += 1
      } else {
        return nil
      }
    }
    return position
  }

  private func escape(at position: Int) -> (byte: UInt8, end: Int)? {
    guard self[position] == UInt8(ascii: "\\"), position + 1 < count else { return nil }
    guard self[position + 1] == UInt8(ascii: "u") else { return (self[position + 1], position + 2) }
    guard position + 6 <= count else { return nil }
    let digits = String(decoding: self[(position + 2)..<(position + 6)], as: UTF8.self)
    return UInt8(digits, radix: 16).map { ($0, position + 6) }
  }
}

extension APIKey: CustomStringConvertible, CustomReflectable {
  package var description: String { "[key]" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why there is no key to use.
package enum APIKeyError: Error, Equatable, Sendable {
  case missing
  case unreadable(String, String)
  case empty(String)
  case severalLines(String)
  case odd(String)

  package var message: String {
    switch self {
    case .missing: "no API key is set"
    case .unreadable(let path, let reason): "the API key file \(path) cannot be read: \(reason)"
    case .empty(let source): "the API key in \(source) is empty"
    case .severalLines(let source): "the API key in \(source) has more than one line"
    case .odd(let source): "the API key in \(source) holds characters that no key has"
    }
  }

  package var hint: String {
    switch self {
    case .missing:
      "set WAVESPEED_API_KEY, or WAVESPEED_API_KEY_FILE to a file that holds the key"
    case .unreadable: "check its name and its permissions"
    case .empty, .severalLines, .odd: "put the key there alone, on one line"
    }
  }
}
