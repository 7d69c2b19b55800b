import Terminal
import Testing

@Suite struct `A value on the command line` {
  @Test(arguments: [
    ("90s", Duration.seconds(90)), ("5m", .seconds(300)), ("2h", .seconds(7200)),
    ("3d", .seconds(259_200)), ("1h30m", .seconds(5400)), ("250ms", .milliseconds(250)),
    ("0", .zero), ("1d2h3m4s5ms", .milliseconds(93_784_005)),
  ])
  func `may be a duration`(text: String, expected: Duration) throws {
    #expect(try ValueKind<Duration>.duration.read(text) == expected)
  }

  @Test(arguments: [
    ("90", "'90' has no unit"), ("", "'' is not a duration"), ("5x", "'5x' is not a duration"),
    ("-5m", "'-5m' is not a duration"), ("m", "'m' is not a duration"),
    ("1m1h", "'1m1h' is not a duration"), ("1m1m", "'1m1m' is not a duration"),
    ("1.5h", "'1.5h' is not a duration"), ("36501d", "'36501d' is too long"),
    ("36500d1s", "'36500d1s' is too long"),
    ("99999999999999999999s", "'99999999999999999999s' is too long"),
  ])
  func `may be a duration that is wrong`(text: String, reason: String) {
    #expect(refusal(ValueKind<Duration>.duration, text)?.reason == reason)
  }

  @Test func `that is a bare number is asked for its unit`() {
    #expect(refusal(ValueKind<Duration>.duration, "90")?.hint == "Say 90s or 90m.")
  }

  @Test(arguments: [
    ("0.5", Int64(500_000)), ("$0.50", 500_000), ("3", 3_000_000), ("0.000001", 1), ("0", 0),
    ("9223372036854.775807", .max),
  ])
  func `may be dollars, to the millionth`(text: String, micros: Int64) throws {
    #expect(try ValueKind<Int64>.microDollars.read(text) == micros)
  }

  @Test(arguments: [
    "", "$", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "0x10", "1.2.3", "0.0000001",
    "9223372036854.775808", "٣",
  ])
  func `is not dollars when it is anything else`(text: String) {
    #expect(refusal(ValueKind<Int64>.microDollars, text) != nil)
  }

  @Test(arguments: [
    ("11", "11 is not between 1 and 10"), ("x", "'x' is not a whole number"),
    ("1.0", "'1.0' is not a whole number"), ("", "'' is not a whole number"),
    ("-", "'-' is not a whole number"),
    ("99999999999999999999", "'99999999999999999999' is too large"),
  ])
  func `may be a number out of its range`(text: String, reason: String) {
    #expect(refusal(ValueKind<Int>.integer(in: 1...10), text)?.reason == reason)
  }

  @Test func `may be a list, a switch, standard input`() throws {
    let numbers = ValueKind<Int>.integer(in: 1...10)

    #expect(try numbers.list.read("1,2,10") == [1, 2, 10])
    #expect(refusal(numbers.list, "1,,2")?.reason == "'' is not a whole number")
    #expect(try numbers.orOff.read("off") == .off)
    #expect(try numbers.orOff.read("7") == .to(7))
    #expect(refusal(numbers.orOff, "of")?.hint == "Say 'off' to lift it.")
    #expect(try ValueKind<InputSource>.fileOrStandardInput.read("-") == .standardInput)
    #expect(try ValueKind<InputSource>.fileOrStandardInput.read("./-") == .file("./-"))
  }

  @Test func `is shown harmless and short in what is said of it`() {
    let reason = refusal(ValueKind<Int>.integer(), "\u{1b}[2J" + String(repeating: "x", count: 500))

    #expect(reason?.reason.hasPrefix("'\\x1b[2Jxxx") == true)
    #expect((reason?.reason.columns ?? 0) < 90)
  }

  private func refusal<Value>(_ kind: ValueKind<Value>, _ text: String) -> BadValue? {
    #expect(throws: BadValue.self) { try kind.read(text) }
  }
}
