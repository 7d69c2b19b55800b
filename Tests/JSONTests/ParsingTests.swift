import JSON
import Testing

@Suite struct `Reading JSON` {
  @Test func `a whole document is read in the order it was written`() throws {
    let json = try JSON(parsing: #" {"b": [1, true, null, "x"], "a": {"c": -2.50e+1}, "": {}} "#)

    #expect(json == ["b": [1, true, .null, "x"], "a": ["c": .number(minus25)], "": [:]])
    #expect(json.object?.keys == ["b", "a", ""])
    #expect(json.text == #"{"b":[1,true,null,"x"],"a":{"c":-2.50e+1},"":{}}"#)
  }

  @Test(arguments: ["0", "-0", "1.0", "0.10", "1e5", "1E+5", "-1.5e-7", "9999999999999999999999"])
  func `a number keeps its own text`(text: String) throws {
    #expect(try JSON(parsing: text).number?.text == text)
    #expect(try JSON(parsing: "[\(text) ]").text == "[\(text)]")
  }

  @Test func `a number no machine can hold is kept, and has no value`() throws {
    let huge = try JSON(parsing: "1e999999")
    #expect(huge.text == "1e999999")
    #expect(huge.double == nil)
    #expect(huge.int == nil)
  }

  @Test func `escapes and surrogate pairs become characters`() throws {
    let json = try JSON(parsing: #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00\u0000é""#)
    #expect(json.string == "\"\\/\u{08}\u{0C}\n\r\té😀\u{0}é")
  }

  @Test func `text goes through writing and reading unchanged`() throws {
    let text = "\u{0}\u{1F}\u{7F} \"quoted\" \\ é 😀 \u{2028}\r\n\t"
    #expect(try JSON(parsing: JSON.string(text).text) == .string(text))
  }

  @Test func `many keys are as distinct as few`() throws {
    let members = (0..<1000).map { ("key \($0)", JSON.number(.init($0))) }
    let object = JSON.Object(members)
    #expect(try JSON(parsing: object.bytes).object == object)
  }

  @Test func `bytes of any kind are read`() throws {
    #expect(try JSON(parsing: Array("[1]".utf8)) == [1])
    #expect(try JSON(parsing: "xx[1]".utf8.dropFirst(2)) == [1])
  }
}

@Suite struct `What is not JSON` {
  @Test(arguments: [
    ("", "there is no JSON in it: it is empty"),
    ("  \n ", "there is no JSON in it: it is empty"),
    (#"{"image":1,"image":2}"#, #"key "image" appears twice (line 1, column 12)"#),
    (#"{"a":1,"\u0061":2}"#, #"key "a" appears twice (line 1, column 8)"#),
    (#"{"a":1"#, "cut off inside an object (line 1, column 7)"),
    (#"{"a""#, "cut off inside an object (line 1, column 5)"),
    (#"{"a":"#, "cut off inside an object (line 1, column 6)"),
    (#"["#, "cut off inside a list (line 1, column 2)"),
    (#""abc"#, "cut off inside a string (line 1, column 5)"),
    (#""abc\"#, "cut off inside a string (line 1, column 5)"),
    (#""abc\u12"#, "cut off inside a string (line 1, column 5)"),
    ("{\n  \"é\": [1,\n 2 3]}", "'3' where ',' or ']' should be (line 3, column 4)"),
    ("[1,]", "a comma with nothing after it (line 1, column 3)"),
    (#"{"a":1,}"#, "a comma with nothing after it (line 1, column 7)"),
    ("{a:1}", "'a' where a key in double quotes should be (line 1, column 2)"),
    ("{'a':1}", "single quotes; JSON wants double quotes (line 1, column 2)"),
    (#"{"a"=1}"#, "'=' where ':' should be (line 1, column 5)"),
    ("True", "unknown word True; text wants double quotes (line 1, column 1)"),
    ("[NaN]", "unknown word NaN; text wants double quotes (line 1, column 2)"),
    ("[1] x", "'x' after the end of the value (line 1, column 5)"),
    ("[1]\u{0}", "byte 0 after the end of the value (line 1, column 4)"),
    ("01", "01 is not a number (line 1, column 1)"),
    ("-", "- is not a number (line 1, column 1)"),
    ("1.", "1. is not a number (line 1, column 1)"),
    ("-.5", "-.5 is not a number (line 1, column 1)"),
    ("1e", "1e is not a number (line 1, column 1)"),
    ("1.2.3", "1.2.3 is not a number (line 1, column 1)"),
    ("[0x10]", "0x10 is not a number (line 1, column 2)"),
    ("+1", "'+' where a value should be (line 1, column 1)"),
    (".5", "'.' where a value should be (line 1, column 1)"),
    ("\"a\nb\"", "a line end inside a string; write it as an escape (line 1, column 3)"),
    (#""\x""#, "a backslash before 'x' is not an escape (line 1, column 2)"),
    (#""\u12g4""#, "\\u without four digits is not an escape (line 1, column 2)"),
    (#""\uD800""#, "half of a surrogate pair (line 1, column 2)"),
    (#""\uDC00\uD800""#, "half of a surrogate pair (line 1, column 2)"),
    (#""\uD800\u0041""#, "half of a surrogate pair (line 1, column 2)"),
    ("\u{FEFF}[]", "starts with a byte order mark; save it as UTF-8 without one"),
  ])
  func `is refused with what is wrong and where`(text: String, words: String) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
    #expect(error?.description == words)
  }

  @Test func `is an object with a key twice, however many keys stand between`() {
    for count in 1...40 {
      let members = (0..<count).map { #""k\#($0)":0"# }.joined(separator: ",")
      #expect(reason("{\(members)}") == nil)
      for again in [0, count / 2, count - 1] {
        #expect(reason("{\(members),\"k\(again)\":1}") == .duplicateKey("k\(again)"))
      }
    }
  }

  @Test func `sixty-four levels are read and the sixty-fifth is refused`() {
    let levels = { (count: Int) in
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    #expect(throws: Never.self) { try JSON(parsing: levels(64)) }
    #expect(reason(levels(65)) == .tooDeep(limit: 64))
    #expect(reason(String(repeating: #"{"a":"#, count: 100_000)) == .tooDeep(limit: 64))
  }

  @Test func `ten megabytes of opening brackets are refused at the sixty-fifth`() {
    let error = #expect(throws: JSONError.self) {
      try JSON(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000))
    }
    #expect(error?.reason == .tooDeep(limit: 64))
    #expect(error?.offset == 64)
  }

  @Test func `more bytes or values than allowed are refused`() {
    var limits = JSON.Limits.standard
    limits.bytes = 5
    limits.values = 3
    #expect(reason("[1,2]", limits) == nil)
    #expect(reason("[1, 2]", limits) == .tooLarge(limit: 5))
    limits.bytes = 100
    #expect(reason("[1,2,3]", limits) == .tooManyValues(limit: 3))
  }

  @Test func `a number of a thousand digits is one, of more is none`() {
    #expect(reason(String(repeating: "1", count: 1000)) == nil)
    #expect(reason(String(repeating: "1", count: 1001)) != nil)
  }

  @Test func `invalid UTF-8 is refused`() {
    let error = #expect(throws: JSONError.self) {
      try JSON(parsing: Array("[\"".utf8) + [0xC3, 0x28] + Array("\"]".utf8))
    }
    #expect(error?.reason == .invalidUTF8)
  }
}

@Suite struct `Reading a reply` {
  @Test func `forgives what can still be understood`() throws {
    let text = "\u{FEFF}{\"a\":1,\"b\":\"x\ny\",\"a\":2,\"c\":\"\\ud800!\"}"
    let json = try JSON(parsing: text, limits: .replies)
    #expect(json == ["a": 2, "b": "x\ny", "c": "\u{FFFD}!"])
  }

  @Test(arguments: [
    (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"),
    (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
  ])
  func `replaces half a surrogate pair and keeps what follows it`(text: String, read: String) throws
  {
    #expect(try JSON(parsing: text, limits: .replies).string == read)
  }

  /// What Python's `json.dumps` writes by itself, and what no number can hold.
  @Test(arguments: ["NaN", "Infinity", "-Infinity", String(repeating: "1", count: 1001)])
  func `takes a number that is none for null`(number: String) throws {
    let json = try JSON(parsing: "{\"a\":\(number),\"b\":[\(number) ]}", limits: .replies)
    #expect(json == ["a": .null, "b": [.null]])
  }

  @Test(arguments: ["NaNs", "-Infinit", "nul", "1.2.3", "01", "-"])
  func `takes nothing else for a number that is none`(word: String) {
    #expect(reason("[\(word)]", .replies) != nil)
  }

  @Test(arguments: [" x", "\n{\"b\":2}", "\u{0}\u{0}", "}"])
  func `ends with its first object or list, whatever follows`(rest: String) throws {
    #expect(try JSON(parsing: #"{"a":1}"# + rest, limits: .replies) == ["a": 1])
    #expect(try JSON(parsing: "[1]" + rest, limits: .replies) == [1])
  }

  @Test(arguments: ["429 Too Many Requests", "\"a\" b", "null x"])
  func `that is prose is no JSON, whatever its first word is`(text: String) {
    #expect(reason(text, .replies) != nil)
  }

  @Test(arguments: [65, 70, 100_000, 1_000_000])
  func `leaves out what is nested too deep, and keeps the rest`(depth: Int) throws {
    let deep = nest(#""]}\"{["# + "\"", depth)
    let json = try JSON(parsing: "{\"a\":1,\"deep\":\(deep),\"b\":2}", limits: .replies)

    #expect(json["a"] == 1)
    #expect(json["b"] == 2)
    var inner = try #require(json["deep"])
    var levels = 1
    while let next = inner[0] ?? inner["k"] {
      inner = next
      levels += 1
    }
    #expect(inner == .null)
    #expect(levels == 64)
  }

  @Test func `that ends amid what is nested too deep is cut off`() {
    #expect(
      reason(String(repeating: "[", count: 1_000_000), .replies)
        == .cutOff(inside: "a list or object"))
    #expect(reason(String(nest("1", 100).dropLast()), .replies) != nil)
    #expect(reason(String(repeating: "[", count: 70) + "\"x", .replies) != nil)
  }

  /// Lists and objects by turns, around an innermost value.
  private func nest(_ value: String, _ depth: Int) -> String {
    let opening = (0..<depth).map { $0 % 2 == 0 ? "[" : "{\"k\":" }.joined()
    let closing = (0..<depth).reversed().map { $0 % 2 == 0 ? "]" : "}" }.joined()
    return opening + value + closing
  }

  @Test func `repairs invalid UTF-8`() throws {
    let json = try JSON(parsing: [0x22, 0x61, 0xFF, 0x22], limits: .replies)
    #expect(json == "a\u{FFFD}")
  }

  @Test func `the last of many repeated keys counts, however many keys there are`() throws {
    let members = (0..<40).map { #""k\#($0 % 20)":\#($0)"# }.joined(separator: ",")
    let object = try JSON(parsing: "{\(members)}", limits: .replies).object
    #expect(object?.count == 20)
    #expect(object?["k0"] == 20)
    #expect(object?["k19"] == 39)
  }
}

private let minus25 = JSON.Number("-2.50e+1") ?? JSON.Number(0)

private func reason(_ text: String, _ limits: JSON.Limits = .standard) -> JSONError.Reason? {
  do {
    _ = try JSON(parsing: text, limits: limits)
    return nil
  } catch {
    return error.reason
  }
}
