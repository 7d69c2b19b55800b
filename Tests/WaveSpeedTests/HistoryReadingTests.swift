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
    var reading = HistoryReading()
    #expect(reading.take(try page(ids(1...99))))
    #expect(reading.take(try page(ids(100...100))))
    #expect(!reading.take(try page([])))
    #expect(reading.items.count == 100)
    #expect(!reading.goesInCircles)
  }

  @Test func `list once what new ones have pushed onto the next`() throws {
    var reading = HistoryReading()
    #expect(reading.take(try page(ids(1...100))))
    #expect(reading.take(try page(ids(99...198))))
    #expect(!reading.take(try page(ids(150...198))), "the last one, given once more")
    #expect(reading.items.map(\.prediction.text) == ids(1...198))
    #expect(!reading.goesInCircles)
  }

  @Test func `go in circles where a whole one is nothing new`() throws {
    var reading = HistoryReading()
    #expect(reading.take(try page(ids(1...100))))
    #expect(!reading.take(try page(ids(1...100))))
    #expect(reading.goesInCircles, "what is behind it cannot be read")

    var nameless = HistoryReading()
    #expect(!nameless.take(try page([], unreadable: 100)))
    #expect(nameless.goesInCircles)
    #expect(nameless.unreadable == 100)
  }

  @Test func `are left at what was read when they are too large`() throws {
    var reading = HistoryReading()
    for number in 1...3 {
      #expect(!reading.isTooLarge)
      _ = reading.take(try page(["p\(number)"], padding: 23 << 20))
    }
    #expect(reading.isTooLarge)
  }
}
