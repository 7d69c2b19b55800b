import Daemon
import JSON
import Synchronization
import Testing

@Suite struct `A line of the log` {
  private final class Lines: Sendable {
    let written = Mutex<[String]>([])
  }

  private let lines = Lines()

  private func log(_ format: Log.Format) -> Log {
    Log(.info, format) { [lines] line in lines.written.withLock { $0.append(line) } }
  }

  /// A file may be called that, and a trigger may say it.
  private let forged = "cannot read a\nerror: all is lost\u{1b}[2J\u{9b}1m"

  @Test func `cannot be forged, nor move a cursor, by what a message quotes`() throws {
    log(.text).error(forged, ["path": forged])

    let line = try #require(lines.written.withLock { $0.first })
    #expect(line.hasPrefix("error: cannot read a"))
    #expect(line.hasSuffix("\n") && line.count { $0 == "\n" } == 1)
    #expect(!line.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 0x9b })
  }

  @Test func `has the same message in both formats`() throws {
    log(.text).warning(forged)
    log(.json).warning(forged)

    let written = lines.written.withLock { $0 }
    let message = try JSON(parsing: written[1])["message"]?.string
    #expect(written[0] == "warning: \(message ?? "")\n")
  }
}
