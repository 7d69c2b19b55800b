import Glibc

/// The files of this repository, read once.
enum Repository {
  static let files: [SourceFile] = {
    var files: [SourceFile] = []
    collect("", into: &files)
    precondition(files.count > 20, "the repository is not where its tests think: \(root)")
    return files
  }()

  static func file(_ path: String) -> SourceFile? {
    files.first { $0.path == path }
  }

  static func exists(_ path: String) -> Bool {
    access(root + "/" + path, F_OK) == 0
  }

  /// `#filePath` is of `Tests/TidyTests/Repository.swift`.
  private static let root: String = {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return folders.dropLast(3).joined(separator: "/")
  }()

  private static func collect(_ folder: String, into files: inout [SourceFile]) {
    guard let stream = opendir(root + "/" + folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix("."), ![".ci", ".swift-format", ".gitignore"].contains(name) { continue }
      let path = folder.isEmpty ? name : folder + "/" + name
      if Int32(entry.pointee.d_type) == Int32(DT_DIR) {
        collect(path, into: &files)
      } else if let text = read(path) {
        files.append(SourceFile(path, text))
      }
    }
  }

  /// Nil for what is not text.
  private static func read(_ path: String) -> String? {
    guard let file = fopen(root + "/" + path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
  }
}
