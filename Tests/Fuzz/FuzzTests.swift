import Glibc
import Testing

/// What the fuzzer begins with, and what it once found, belongs to every run of the tests.
@Suite struct `Whatever bytes come` {
  @Test(arguments: FuzzTarget.all)
  func `each promise holds of all that is kept`(target: FuzzTarget) throws {
    let seeds = try files(in: "Corpus/\(target.name)")
    #expect(!seeds.isEmpty)
    for (path, bytes) in try seeds + files(in: "Crashes/\(target.name)") {
      #expect(throws: Never.self, "\(path)") { try target.take(bytes) }
    }
  }

  @Test(arguments: FuzzTarget.all)
  func `each promise holds of what is cut off, and of nothing`(target: FuzzTarget) throws {
    for (path, bytes) in try files(in: "Corpus/\(target.name)") {
      let step = max(1, bytes.count / 50)
      for length in stride(from: 0, to: bytes.count, by: step) {
        #expect(throws: Never.self, "\(path) cut at \(length)") {
          try target.take(Array(bytes.prefix(length)))
        }
      }
    }
  }

  /// Each is over in a moment, or, where time grows with the square of the length, never.
  @Test(arguments: Much.ofEach)
  func `much of it takes no longer than it must`(much: Much) {
    #expect(throws: Never.self) { try much.target.take(Array(much.text.utf8)) }
  }

  @Test func `what is kept is kept for a target that there is`() throws {
    let names = Set(FuzzTarget.all.map(\.name))
    for folder in ["Corpus", "Crashes"] {
      #expect(try names.isSuperset(of: entries(of: folder)), "\(folder)")
    }
  }
}

extension FuzzTarget: CustomTestStringConvertible {
  var testDescription: String { name }
}

/// Of this folder beside the file that you are reading, in the order of their names.
private func files(in folder: String) throws -> [(path: String, bytes: [UInt8])] {
  try entries(of: folder).map { ("\(folder)/\($0)", try read("\(home)/\(folder)/\($0)")) }
}

private let home: String = {
  #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    .joined(separator: "/")
}()

/// None where there is no such folder: not every target has been broken.
private func entries(of folder: String) throws -> [String] {
  guard let stream = opendir("\(home)/\(folder)") else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}

private func read(_ path: String) throws -> [UInt8] {
  let file = try #require(fopen(path, "re"), "\(path)")
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65536)
  while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
  return bytes
}
