import JSON
import Testing
import WaveSpeed

@Suite struct `A value typed on the command line` {
  @Test func `has the type that the model wants`() throws {
    #expect(try openVideo().value(forInput: "duration", from: "5") == 5)
    #expect(try veo2().value(forInput: "duration", from: "5s") == "5s")
    #expect(try openVideo().value(forInput: "seed", from: "-1") == -1)
    #expect(try openVideo().value(forInput: "prompt", from: "5") == "5")
    #expect(try openVideo().value(forInput: "prompt", from: #"{"a":1}"#) == #"{"a":1}"#)
    #expect(try openVideo().value(forInput: "prompt", from: "a=b") == "a=b")
  }

  @Test(
    arguments: [
      ("flag", "true", true), ("list", #"["a"]"#, ["a"]), ("object", #"{"a":1.0}"#, ["a": 1.0]),
      ("number", "1.50", .number(.init("1.50") ?? .init(0))), ("any", "5", 5), ("any", "x", "x"),
      ("maybe", "null", .null),
    ] as [(String, String, JSON)])
  func `may be of any kind that JSON has`(key: String, text: String, value: JSON) throws {
    #expect(try everyKind().value(forInput: key, from: text) == value)
  }

  @Test(arguments: [
    ("duration", "5s", #"duration is a whole number; "5s" is text"#),
    ("duration", "5.0", "duration is a whole number; 5.0 is not such a number"),
    ("duration", "", #"duration is a whole number; "" is text"#),
    ("duration", "2", "duration is 3 to 20; not 2"),
    ("resolution", "720", #"resolution is one of 480p, 720p, 1080p; not "720""#),
    ("prompt", "", "prompt is empty"),
    ("image", "a.jpg", #"image is a picture; "a.jpg" is neither a web address nor a data: URI"#),
    ("sede", "1", #"the model has no input "sede""#),
  ])
  func `is refused when it cannot be what is wanted`(
    key: String, text: String, words: String
  ) throws {
    let model = try openVideo()
    let problem = #expect(throws: InputProblem.self) { try model.value(forInput: key, from: text) }
    #expect(problem?.description == words)
  }

  @Test func `is guessed at when it is nearly right`() throws {
    let model = try veo2()
    let problem = #expect(throws: InputProblem.self) {
      try model.value(forInput: "duration", from: "5")
    }
    #expect(problem?.remedy == #"did you mean "5s"?"#)
  }

  private func everyKind() throws -> Model {
    var properties: JSON.Object = ["any": [:], "maybe": ["type": "integer", "nullable": true]]
    for (key, type) in [
      ("flag", "boolean"), ("list", "array"), ("object", "object"), ("number", "number"),
    ] {
      properties[key] = ["type": .string(type)]
    }
    return try Model(json: [
      "model_id": "a/b",
      "api_schema": [
        "api_schemas": [
          ["api_path": "/api/v3/a/b", "request_schema": ["properties": .object(properties)]]
        ]
      ],
    ])
  }
}
