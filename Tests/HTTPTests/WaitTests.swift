import Glibc
import HTTP
import TestSupport
import Testing

@Suite struct `A wait` {
  let client = Client.forTests()

  @Test func `ends when the waker is used, before or meanwhile`() {
    client.waker.wake()
    #expect(client.wait(upTo: nil).isEmpty)
  }

  @Test func `names the descriptors that can be read, and only those`() {
    let full = Pipe()
    let empty = Pipe()
    full.write()

    let readable = client.wait(upTo: nil, alsoWatching: [empty.reader, full.reader])

    #expect(readable == [full.reader])
  }

  @Test func `takes a hang-up for something to read`() {
    let pipe = Pipe()
    pipe.closeWriter()

    #expect(client.wait(upTo: nil, alsoWatching: [pipe.reader]) == [pipe.reader])
  }

  @Test func `ends at its limit`() {
    #expect(client.wait(upTo: .microseconds(1)).isEmpty)
    #expect(client.wait(upTo: .seconds(-1)).isEmpty)
  }

  @Test func `does not begin while an ending is there to be reported`() {
    client.start(.submit("nonsense"), as: .alone)

    #expect(client.wait(upTo: nil).isEmpty)
    #expect(client.finished().map(\.id) == [.alone])
  }

  @Test func `does not spin while an answer is awaited`() throws {
    let answer = Gate()
    let server = try ScriptedServer([.read, .hold(answer), .reply()])
    client.start(.submit(server.url, within: .seconds(1)), as: .alone)

    var turns = 0
    while client.inFlight > 0 {
      _ = client.wait(upTo: nil)
      _ = client.finished()
      turns += 1
    }

    answer.open()
    #expect(turns < 50)
  }
}
