import Daemon
import Glibc
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A log that nobody reads` {
  private let reader: Int32
  private let outlet: LogOutlet
  private let writer: Int32

  init() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    (reader, writer) = (ends[0], ends[1])
    outlet = LogOutlet(writer)
  }

  private func readAll() -> String {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    var interest = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    while poll(&interest, 1, 0) > 0 {
      let count = read(reader, &buffer, buffer.count)
      guard count > 0 else { break }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return text
  }

  @Test func `holds nobody up, and says later how many of its lines are missing`() {
    let line = String(repeating: "x", count: 999) + "\n"
    for _ in 0..<200 { outlet.write(line) }
    let first = readAll()
    #expect(first.count < 200_000, "a pipe holds less")

    outlet.write("info: going on\n")
    let lines = readAll().split(separator: "\n")
    let missing = 200 - first.split(separator: "\n").count
    #expect(lines.contains("warning: log lines that nobody read: \(missing)"))
    #expect(lines.last == "info: going on")
    close(reader)
    close(writer)
  }

  @Test func `counts them in the journal as a warning`() {
    outlet.write("<6>" + String(repeating: "y", count: 100_000) + "\n")
    _ = readAll()

    outlet.write("<6>info: going on\n")
    #expect(readAll() == "\n<4>warning: log lines that nobody read: 1\n<6>info: going on\n")
    close(reader)
    close(writer)
  }

  @Test func `has whole lines only, the one that did not fit apart`() {
    outlet.write(String(repeating: "y", count: 100_000) + "\n")
    let first = readAll()
    #expect(!first.hasSuffix("\n"))

    outlet.write("info: going on\n")
    #expect(
      readAll() == "\nwarning: log lines that nobody read: 1\ninfo: going on\n")
    close(reader)
    close(writer)
  }
}
