import Glibc
import Media
import SQLite
import Store
import TestSupport
import Testing

@Suite struct `What the daemon needs of memory` {
  /// A sanitizer keeps books of its own in the same memory.
  static let isPlain = getenv("ASAN_OPTIONS") == nil && getenv("TSAN_OPTIONS") == nil

  @Test(.enabled(if: isPlain))
  func `does not grow with pictures and films`() throws {
    let small = try peak(ofMediaWith: 2_000)
    let large = try peak(ofMediaWith: 20_000_000)

    #expect(large < small + 10_000_000)
    #expect(large < 64_000_000)
  }

  /// The most that a daemon has resident while two films come out and two pictures go in.
  private func peak(ofMediaWith bytes: Int) throws -> Int {
    let site = try Site()
    try site.makeDatabase()
    _ = try site.ask("INSERT INTO settings VALUES ('poll_min', '10ms')")
    let api = try SimulatedAPI("--output-size", "\(bytes)")
    let pictures = MediaStore(besideDatabase: site.database)
    let queue = try Connection(path: site.database, mode: .readWrite)
    for number in 0..<2 {
      var draft = try pictures.draft()
      let data = [UInt8](repeating: UInt8(number), count: bytes)
      try draft.take(png(data: data).span)
      try queue.prepare(
        "INSERT INTO jobs (model, input) VALUES ('wavespeed/kissing-pro', ?1)"
      ).run(#"{"image":"\#(try draft.keep().address)"}"#)
    }
    let daemon = try site.ready(api.url, "--log-level", "debug")
    for _ in 0..<2 { _ = try daemon.readLine(from: .stderr) { $0.contains("was saved path=") } }
    let most = try peak(of: daemon.pid)
    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))
    #expect(try site.ask("SELECT count(*), min(bytes) FROM outputs") == "2|\(max(bytes, 2_000))")
    return most
  }

  /// `VmHWM` of its status, in kB there.
  private func peak(of process: Int32) throws -> Int {
    let file = OpenFile(open("/proc/\(process)/status", O_RDONLY | O_CLOEXEC))
    var text: [UInt8] = []
    _ = file.read { piece in
      for index in piece.indices { text.append(piece[index]) }
    }
    let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first {
      $0.hasPrefix("VmHWM:")
    }
    let kilobytes = line?.split(separator: " ").compactMap { Int($0) }.first
    return try #require(kilobytes) * 1024
  }
}
