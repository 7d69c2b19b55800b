import JSON
import Spool
import Testing
import WaveSpeed

func item(_ name: JSON, path: String, _ more: JSON.Object = [:]) -> JSON {
  var item: JSON.Object = [
    "model_id": name,
    "api_schema": [
      "api_schemas": [
        ["type": "other", "api_path": "/wrong"],
        [
          "type": "model_run", "server": "https://elsewhere.example", "api_path": .string(path),
          "request_schema": [
            "properties": ["image": ["type": "string", "x-ui-component": "uploader"], "n": [:]],
            "required": ["image"], "x-order-properties": ["n", "nowhere", "n"],
          ],
        ],
      ]
    ],
  ]
  for member in more.members { item[member.key] = member.value }
  return .object(item)
}

@Suite struct `A model from a file` {
  @Test func `is read from an item of the API's list`() throws {
    let model = try Model(json: item("a/b", path: "/api/v2/a/b", ["base_price": 0.25]))
    #expect(model.name == ModelName("a/b"))
    #expect(model.title == "a/b")
    #expect(model.apiVersion == .v2)
    #expect(model.inputs.map(\.key) == ["n", "image"])
    #expect(model[input: "n"]?.kind == .anything)
    #expect(model[input: "image"]?.picture == PictureRules())
    #expect(model.price(for: [:]) == Money(micros: 250_000))
  }

  @Test func `has no price of its own when a formula decides`() throws {
    let model = try Model(
      json: item("a/b", path: "/api/v3/a/b", ["base_price": 0.25, "formula": "x * 2"]))
    #expect(model.price(for: [:]) == nil)
    #expect(try Model(json: item("a/b", path: "/api/v3/a/b")).price(for: [:]) == nil)
  }

  @Test(arguments: [
    "https://evil.example/api/v3/a/b", "//evil.example/api/v3/a", "/api/v3//evil", "/api/v3/",
    "/api/v3/../../x", "/api/v3/a/..", "/api/v3/./a", "/api/v4/a", "api/v3/a", "", "/api/v3/a?x=1",
    "/api/v3/a#x", "/api/v3/a b", "/api/v3/a%2e%2e/b", "/api/v3/a\\b", "/api/v3/a\u{0}",
    "/api/v3/a\r\nHost: x", "/api/v3/é", "/api/v3/a@b", "/api/v3/a/", "/API/v3/a",
    "/api/v3/" + String(repeating: "a", count: 200),
  ])
  func `is refused when its path could lead elsewhere`(path: String) {
    let error = #expect(throws: ModelError.self) { try Model(json: item("a/b", path: path)) }
    guard case .badPath? = error else {
      Issue.record("refused for another reason: \(String(describing: error))")
      return
    }
  }

  @Test func `says of a path with a host what is wrong with it`() {
    let error = #expect(throws: ModelError.self) {
      try Model(json: item("a/b", path: "https://evil.example/api/v3/a"))
    }
    #expect(
      error?.description == """
        api_path "https://evil.example/api/v3/a" cannot be used: it names a host; \
        the address of the API comes from --api-url
        """)
  }

  @Test(arguments: [
    ("", "model_id"), ("a b", "model_id"), ("../a", "model_id"), ("a//b", "model_id"),
  ])
  func `is refused when its name is none`(name: String, what: String) {
    #expect(throws: ModelError.badName(name)) {
      try Model(json: item(.string(name), path: "/api/v3/a"))
    }
  }

  @Test(arguments: [
    ("[]", "no model in it"),
    ("{", "not JSON: cut off inside an object (line 1, column 2)"),
    ("{}", "no api_schema in it"), ("[1]", "the model must be an object"),
    (#"{"api_schema":{"api_schemas":[]}}"#, "no api_schemas in it"),
    (#"{"api_schema":{"api_schemas":[{}]}}"#, "no request_schema in it"),
    (#"{"api_schema":{"api_schemas":7}}"#, "api_schemas must be a list"),
  ])
  func `says what it lacks`(text: String, words: String) {
    let error = #expect(throws: ModelError.self) { try Model.all(in: Array(text.utf8)) }
    #expect(error?.description == words)
  }

  @Test func `may come in a list, or in a whole reply`() throws {
    let one = item("a/b", path: "/api/v3/a/b")
    for json: JSON in [one, [one], ["code": 200, "data": [one]]] {
      #expect(try Model.all(in: json.bytes).map(\.name.text) == ["a/b"])
    }
  }

  @Test(arguments: [
    #"{"pictures":{"image":{"min_ratio":[1]}}}"#, #"{"pictures":{"image":{"formats":[1]}}}"#,
    #"{"pictures":{"image":{"min_ratio":[0,4]}}}"#, #"{"price":{}}"#,
    #"{"price":{"seconds":"d","by":"r","usd_per_second":{"x":-1}}}"#,
    #"{"price":{"seconds":"d","by":"r","min_seconds":9,"max_seconds":3,"usd_per_second":{}}}"#,
  ])
  func `is refused when what we added to it cannot be read`(ours: String) throws {
    let ours = try JSON(parsing: ours)
    #expect(throws: ModelError.self) {
      try Model(json: item("a/b", path: "/api/v3/a/b", ["wavespool": ours]))
    }
  }
}
