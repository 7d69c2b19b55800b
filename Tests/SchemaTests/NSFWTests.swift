import Testing

@Suite struct `The column nsfw` {
  @Test(arguments: [
    ("NULL", "NULL", "unknown"),
    ("'[\"u\"]'", "NULL", "unknown"),
    ("'[\"u\"]'", "'[]'", "unknown"),
    ("'[\"u\"]'", "'[false]'", "0"),
    ("'[\"u\"]'", "'[true]'", "1"),
    ("'[\"u\",\"v\"]'", "'[false,true]'", "1"),
    ("'[\"u\",\"v\"]'", "'[false,false]'", "0"),
    ("'[\"u\",\"v\"]'", "'[false]'", "unknown"),
    ("'[\"u\",\"v\"]'", "'[true]'", "1"),
    ("'[\"u\"]'", "'[false,false]'", "0"),
    ("NULL", "'[false]'", "0"),
  ])
  func `is one for any, zero for none, null when unknown`(
    _ outputs: String, _ flags: String, _ nsfw: String
  ) throws {
    let value = try Shell.oneOfEach.ask(
      """
      UPDATE jobs SET outputs = \(outputs), has_nsfw_contents = \(flags), revision = revision + 1
        WHERE id = 5;
      SELECT ifnull(nsfw, 'unknown') FROM jobs WHERE id = 5;
      """)

    #expect(value == nsfw)
  }
}
