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
        try self.init(file: path)
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

  private init(file path: String) throws(APIKeyError) {
    // A key is short; more than that is some other file.
    guard let bytes = readFile(path, atMost: 4096) else {
      throw .unreadable(path, unsafe String(cString: strerror(errno)))
    }
    try self.init(String(decoding: bytes, as: UTF8.self), from: path)
  }

  private init(_ text: String, from source: String) throws(APIKeyError) {
    let key = text.utf8.last == UInt8(ascii: "\n") ? String(text.dropLast()) : text
    guard !key.isEmpty else { throw .empty(source) }
    guard !key.utf8.contains(UInt8(ascii: "\n")) else { throw .severalLines(source) }
    // It travels in a header: anything else there is a mistake at best.
    guard key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .odd(source) }
    self.text = key
  }

  /// Puts `[key]` in the place of every repetition of the key, before the text is kept anywhere.
  func removed(from bytes: [UInt8]) -> [UInt8] {
    let key = Array(text.utf8)
    guard bytes.count >= key.count, let first = key.first else { return bytes }
    var result: [UInt8]?
    var position = 0
    while position < bytes.count {
      let isHere =
        bytes[position] == first && bytes.count - position >= key.count
        && bytes[position..<(position + key.count)].elementsEqual(key)
      if isHere {
        if result == nil { result = Array(bytes[..<position]) }
        result?.append(contentsOf: "[key]".utf8)
        position += key.count
      } else {
        result?.append(bytes[position])
        position += 1
      }
    }
    return result ?? bytes
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
