import TestSupport
import Testing

@Suite struct `An argument that is no UTF-8` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test(arguments: [
    #"enqueue wavespeed-ai/veo2-i2v image=https://a.b/c.png prompt="$bad""#,
    #"enqueue wavespeed-ai/veo2-i2v image=https://a.b/c.png prompt=x --tag "$bad""#,
    #"import "$bad.jsonl""#,
  ])
  func `is refused, and nothing is queued`(words: String) throws {
    let ended = try Program.run(
      "/bin/sh",
      [
        "-c", #"bad=$(printf 'caf\351'); exec "$0" --db "$1" "# + words,
        try Program.built("wavespool"), queue.path,
      ])

    #expect(ended.status == .exited(2))
    #expect(ended.stderr.contains("is not valid UTF-8"), "\(ended.stderr)")
    #expect(try queue.number("SELECT count(*) FROM jobs") == 0)
  }
}
