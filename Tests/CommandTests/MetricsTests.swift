import TestSupport
import Testing

@Suite struct `Metrics` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `every sample belongs to a family that says what it is`() throws {
    try queue.add("queued")
    try queue.add("running", outcome: "accepted", prediction: "a")
    try queue.add("completed", outcome: "completed", prediction: "b")
    let lines = try queue.run("metrics").lines
    var family = ""
    for line in lines {
      if line.hasPrefix("# TYPE ") {
        let words = line.split(separator: " ")
        family = String(words[2])
        #expect(family.hasPrefix("wavespool_"))
        #expect(family.hasSuffix("_total") == (words[3] == "counter"))
      } else if !line.hasPrefix("#") {
        #expect(line.prefix { $0 != "{" && $0 != " " } == family)
        #expect(line.split(separator: " ").last.flatMap { Double($0) } != nil)
      }
    }
    #expect(lines.contains(#"wavespool_jobs{status="queued"} 1"#))
    #expect(lines.contains(#"wavespool_in_flight{model="wavespeed/kissing-pro"} 1"#))
    #expect(lines.contains(#"wavespool_spent_usd_total{model="wavespeed/kissing-pro"} 0.4"#))
    #expect(lines.contains("wavespool_daemon_up 0"))
  }

  @Test func `a label cannot break out of its quotes`() throws {
    try queue.sql(
      """
      INSERT INTO models (name, item, source) VALUES ('a"b\\c', '{}', 'added');
      INSERT INTO jobs (model, input) VALUES ('a"b\\c', '{}');
      """)
    #expect(try queue.run("metrics").stdout.contains(#"{model="a\"b\\c",status="queued"} 1"#))
  }
}
