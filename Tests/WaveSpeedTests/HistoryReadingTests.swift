import Spool
import Testing
import WaveSpeed

@Suite struct `The pages of the history` {
  private func page(_ ids: [String], unreadable: Int = 0, padding: Int = 0) throws -> HistoryPage {
    let entries =
      ids.map { #"{"id":"\#($0)"}"# }
      + Array(repeating: #"{"status":"created"}"#, count: unreadable)
    let space = String(repeating: " ", count: padding)
    return try HistoryPage(
      APIReply(
        status: 200,
        body: Array(#"{"data":{"items":[\#(entries.joined(separator: ","))]\#(space)}}"#.utf8)),
      now: Timestamp(milliseconds: 0))
  }

  private func ids(_ range: ClosedRange<Int>) -> [String] { range.map { "p\($0)" } }

  @Test func `are read on until one shows nothing new, however short they are`() throws {
    var reading = HistoryReading(atMost: 3)
    #expect(reading.take(try page(ids(1...99))))
    #expect(reading.take(try page(ids(100...100))))
    #expect(!reading.take(try page([])))
    #expect(reading.items.count == 100)
    #expect(!reading.isCutShort)
  }

  @Test func `list once what new ones have pushed onto the next`() throws {
    var reading = HistoryReading(atMost: 3)
    #expect(reading.take(try page(ids(1...100))))
    #expect(reading.take(try page(ids(99...198))))
    #expect(!reading.take(try page(ids(150...198))), "the last one, given once more")
    #expect(reading.items.map(\.prediction.text) == ids(1...198))
    #expect(!reading.isCutShort)
  }

  @Test func `go in circles where a whole one is nothing new`() throws {
    var reading = HistoryReading(atMost: 3)
    #expect(reading.take(try page(ids(1...100))))
    #expect(!reading.take(try page(ids(1...100))))
    #expect(reading.isCutShort, "what is behind it cannot be read")

    var nameless = HistoryReading(atMost: 3)
    #expect(!nameless.take(try page([], unreadable: 100)))
    #expect(nameless.isCutShort)
    #expect(nameless.unreadable == 100)
  }

  @Test func `are left at what was read when they are too many`() throws {
    var reading = HistoryReading(atMost: 2)
    #expect(reading.page == 1)
    #expect(reading.take(try page(ids(1...100))))
    #expect(reading.page == 2)
    #expect(!reading.isCutShort)
    #expect(!reading.take(try page(ids(101...200))))
    #expect(reading.isCutShort)
  }

  @Test func `are left at what was read when they are too large`() throws {
    var reading = HistoryReading(atMost: 9)
    #expect(reading.take(try page(["p1"], padding: 23 << 20)))
    #expect(reading.take(try page(["p2"], padding: 23 << 20)))
    #expect(!reading.take(try page(["p3"], padding: 23 << 20)))
    #expect(reading.isCutShort)
  }
}
