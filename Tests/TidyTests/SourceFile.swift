import Glibc

/// One file of the repository, or a sample of one.
struct SourceFile: Sendable {
  /// From the top of the repository on: `Sources/Spool/Money.swift`.
  let path: String
  let text: String

  /// The file's text by line, in three views; for anything but Swift all of it is each of them.
  let code: [String]
  let uncommented: [String]
  let comments: [String]

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    if path.hasSuffix(".swift") {
      let swift = SwiftText(text)
      code = lines(swift.code)
      uncommented = lines(swift.uncommented)
      comments = lines(swift.comments)
    } else {
      code = lines(text)
      uncommented = code
      comments = code
    }
  }

  var name: String { String(path.split(separator: "/").last ?? "") }

  /// The target whose code this is: `Spool`, `migrations`.
  var target: String? {
    let folders = path.split(separator: "/")
    if folders.count > 2, folders[0] == "Sources" { return String(folders[1]) }
    return folders.first == "migrations" ? "Migrations" : nil
  }
}

/// Where a rule looks.
enum Place: Sendable {
  case everything, swift, sources, tests, scripts, sql, words

  func contains(_ file: SourceFile) -> Bool {
    let isSwift = file.path.hasSuffix(".swift")
    return switch self {
    case .everything: true
    case .swift: isSwift
    case .sources: isSwift && file.target != nil
    case .tests: isSwift && file.path.hasPrefix("Tests/")
    case .scripts: file.path.hasPrefix("scripts/") || file.path.hasPrefix(".ci/")
    case .sql: file.path.hasSuffix(".sql")
    case .words: file.path.hasSuffix(".md")
    }
  }
}

func lines(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

extension String {
  /// Whether `word` stands here by itself, not as a part of a longer name.
  func containsWord(_ word: String) -> Bool {
    withCString { text in
      word.withCString { sought in
        let length = strlen(sought)
        var from = text
        while let hit = strstr(from, sought) {
          let joinsBefore = hit > text && isPartOfName(hit[-1]) && isPartOfName(hit[0])
          let joinsAfter = isPartOfName(hit[length - 1]) && isPartOfName(hit[length])
          if !joinsBefore, !joinsAfter { return true }
          from = UnsafePointer(hit + 1)
        }
        return false
      }
    }
  }
}

func isPartOfName(_ byte: some FixedWidthInteger) -> Bool {
  switch UInt8(truncatingIfNeeded: byte) {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
    true
  default: false
  }
}
