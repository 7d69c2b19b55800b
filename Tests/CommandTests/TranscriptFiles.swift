import Glibc

/// The kept transcripts, one a command, beside this file.
enum TranscriptFiles {
  /// `#filePath` is of `Tests/CommandTests/TranscriptFiles.swift`.
  private static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    .joined(separator: "/") + "/Transcripts"

  static var names: [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".txt") { names.append(String(name.dropLast(4))) }
    }
    return names.sorted()
  }

  struct Unreadable: Error { let name: String }

  static func read(_ name: String) throws -> String {
    guard let file = fopen("\(folder)/\(name)", "r") else { throw Unreadable(name: name) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func write(_ text: String, to name: String) throws {
    guard let file = fopen("\(folder)/\(name)", "w") else { throw Unreadable(name: name) }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Unreadable(name: name) }
  }

  /// Whether they are to be written anew: `make transcripts`.
  static let isRecording = getenv("RECORD_TRANSCRIPTS") != nil
}
