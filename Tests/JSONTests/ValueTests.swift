import JSON
import Testing

@Suite struct `A JSON value` {
  @Test func `has one reading of each kind`() {
    let json: JSON = ["s": "x", "i": 5, "d": 1.5, "b": true, "n": .null, "l": [1, 2]]
    #expect(json["s"]?.string == "x")
    #expect(json["i"]?.int == 5)
    #expect(json["i"]?.double == 5)
    #expect(json["d"]?.int == nil)
    #expect(json["d"]?.double == 1.5)
    #expect(json["b"]?.bool == true)
    #expect(json["n"]?.isNull == true)
    #expect(json["l"]?[1] == 2)
    #expect(json["l"]?[2] == nil)
    #expect(json["none"] == nil)
    #expect(json["s"]?["x"] == nil)
    #expect(json["s"]?.int == nil)
  }

  @Test func `is written for people with a line a member`() {
    let json: JSON = ["a": 1, "b": [], "c": ["x", ["d": .null]]]
    #expect(
      json.pretty() == """
        {
          "a": 1,
          "b": [],
          "c": [
            "x",
            {
              "d": null
            }
          ]
        }
        """)
  }

  @Test(arguments: [
    ("1", "1.0"), ("1e2", "100"), ("-0", "0"), ("0.10", "0.1"), ("1e999999", "1e999999"),
    (#"{"a":1,"b":[2]}"#, #"{"b":[2.0],"a":1}"#), ("[]", "[]"), ("null", "null"),
  ])
  func `means the same as another spelling of it`(a: String, b: String) throws {
    #expect(try JSON(parsing: a).isEquivalent(to: JSON(parsing: b)))
    #expect(try JSON(parsing: b).isEquivalent(to: JSON(parsing: a)))
  }

  @Test(arguments: [
    ("1", "2"), ("1", #""1""#), ("9007199254740993", "9007199254740992"),
    ("1e999999", "1e999998"), ("[1,2]", "[2,1]"), ("[1]", "[1,1]"), (#"{"a":1}"#, "{}"),
    (#"{"a":1}"#, #"{"a":1,"b":2}"#), ("null", "false"), ("{}", "[]"), (#"{"a":1}"#, #"{"b":1}"#),
  ])
  func `differs from what means something else`(a: String, b: String) throws {
    #expect(try !JSON(parsing: a).isEquivalent(to: JSON(parsing: b)))
    #expect(try !JSON(parsing: b).isEquivalent(to: JSON(parsing: a)))
  }

  @Test func `sent inputs are contained in those with defaults filled in`() {
    let sent: JSON.Object = ["image": "x", "duration": 5]
    #expect(sent.isContained(in: ["duration": 5.0, "image": "x", "seed": -1]))
    #expect(!sent.isContained(in: ["image": "x"]))
    #expect(!sent.isContained(in: ["image": "x", "duration": 6]))
  }
}

@Suite struct `A JSON object` {
  @Test func `sets in place, appends and removes`() {
    var object: JSON.Object = ["a": 1, "b": 2]
    object["a"] = 3
    object["c"] = .null
    object["b"] = nil
    object["z"] = nil
    #expect(object == ["a": 3, "c": .null])
    #expect(object != ["c": .null, "a": 3])
  }

  @Test func `of a key given twice keeps the last value in the first place`() {
    #expect(JSON.Object([("a", 1), ("b", 2), ("a", 3)]) == ["a": 3, "b": 2])
  }
}

@Suite struct `A JSON number` {
  @Test func `is whole when its value is, however written`() {
    #expect(JSON.Number("5.0")?.int == 5)
    #expect(JSON.Number("1e3")?.int == 1000)
    #expect(JSON.Number("9223372036854775807")?.int == .max)
    #expect(JSON.Number("9223372036854775808")?.int == nil)
    #expect(JSON.Number("5.5")?.int == nil)
    #expect(JSON.Number("-5")?.isWrittenWhole == true)
    #expect(JSON.Number("5.0")?.isWrittenWhole == false)
  }

  @Test(arguments: ["", " 1", "1 ", "abc", "1,2", "NaN", "\"1\""])
  func `is not made of other text`(text: String) {
    #expect(JSON.Number(text) == nil)
  }

  @Test func `is never infinite`() {
    #expect(JSON.Number(Double.infinity) == nil)
    #expect(JSON.Number(Double.nan) == nil)
    #expect(JSON.Number(0.1)?.text == "0.1")
  }
}
