import Glibc
import TestSupport
import Testing

@Suite struct `The manual pages` {
  private static let pages = [
    ("wavespool.1", "wavespool", ["help", "--man"]),
    ("wavespool-schema.5", "wavespool", ["help", "--man=schema"]),
    ("wavespoold.8", "wavespoold", ["help", "--man"]),
  ]

  @Test(arguments: pages)
  func `say what the programs declare; 'make man' writes them anew`(
    file: String, program: String, words: [String]
  ) throws {
    let printed = try Program.run(try Program.built(program), words)

    #expect(printed.status == .exited(0))
    #expect(printed.stdout == (try text("docs/man/" + file)), "\(file) is out of step")
  }

  @Test func `have every table of the schema, and every refusal`() throws {
    let schema = try text("migrations/v0001_jobs.sql")
    let page = try text("docs/man/wavespool-schema.5")
    for line in schema.split(separator: "\n") where line.hasPrefix("CREATE TABLE ") {
      let name = line.split(separator: " ")[2]
      #expect(page.contains(".SS \"Table \(name)\""), "\(name)")
    }
    #expect(page.ranges(of: "Refuses with: ").count == schema.ranges(of: "RAISE(ABORT").count)
  }

  private func text(_ path: String) throws -> String {
    var root = #filePath.split(separator: "/").dropLast(3)
    root.append(Substring(path))
    let place = "/" + root.joined(separator: "/")
    let file = try #require(fopen(place, "re"), "\(place)")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
