import Terminal
import Testing

@Suite struct `A suggestion` {
  private let commands = ["enqueue", "list", "events", "pause", "prune", "cancel", "limit"]

  @Test(arguments: [
    ("enqeue", ["enqueue"]), ("enqueeu", ["enqueue"]), ("lst", ["list"]), ("LIST", ["list"]),
    ("enq", ["enqueue"]), ("paune", ["pause", "prune"]), ("xyzzy", []), ("", []), ("e", []),
  ])
  func `is the nearest word, or none`(word: String, expected: [String]) {
    #expect(suggestions(for: word, among: commands) == expected)
  }

  @Test func `is a question`() {
    #expect(didYouMean("lsit", among: commands) == "Did you mean 'list'?")
    #expect(didYouMean("paune", among: commands) == "Did you mean 'pause' or 'prune'?")
    #expect(didYouMean("xyzzy", among: commands) == nil)
  }
}
