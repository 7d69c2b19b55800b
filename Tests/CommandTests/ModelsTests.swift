import JSON
import TestSupport
import Testing

@Suite struct `The catalog` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
  }

  private static func item(_ name: String, path: String? = nil) -> String {
    """
    {"model_id": "\(name)", "name": "My model", "base_price": 0.25, "api_schema": {"api_schemas":
      [{"type": "model_run", "api_path": "\(path ?? "/api/v3/" + name)", "request_schema":
        {"properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}}]}}
    """
  }

  @Test func `shows the built-in models where there is no database, and makes none`() throws {
    let ended = try queue.wavespool("models")

    #expect(ended.code == 0)
    #expect(ended.stdout.split(separator: "\n").count == 6)
    #expect(!queue.isThere)
  }

  @Test func `shows models in the shape in which they are added`() throws {
    let shown = try queue.wavespool("models", "veo2-i2v", "--json").stdout
    let added = try queue.wavespool("models", "add", "-", input: shown)

    #expect(added.errorLines == ["Replaced wavespeed-ai/veo2-i2v."])
    #expect(try queue.wavespool("models", "veo2-i2v", "--json").stdout == shown)
    #expect(try queue.wavespool("models", "--json").json().array?.count == 5)
  }

  @Test func `takes a model that people add, and its price`() throws {
    let added = try queue.wavespool("models", "add", "-", input: Self.item("my/model"))
    try queue.wavespool("enqueue", "model", "prompt=x")

    #expect(added.code == 0)
    #expect(added.errorLines == ["Added my/model."])
    #expect(try queue.text("SELECT model || price_usd FROM jobs") == "my/model0.25")
    #expect(try queue.wavespool("models").stdout.contains("my/model"))
  }

  @Test func `takes a whole reply of the API, or nothing of it`() throws {
    let good = "{\"data\": [\(Self.item("a/a")), \(Self.item("b/b"))]}"
    #expect(try queue.wavespool("models", "add", "-", input: good).errorLines.count == 2)

    let bad = "[\(Self.item("c/c")), {\"model_id\": \"d/d\"}, 7]"
    let ended = try queue.wavespool("models", "add", "-", input: bad)
    #expect(ended.code == 2)
    #expect(ended.stderr.contains("  item 2 (d/d): no api_schema in it"))
    #expect(ended.stderr.contains("  item 3: "))
    #expect(try queue.count("SELECT count(*) FROM models") == 7)
  }

  @Test(arguments: [
    ("", "there is no JSON in it"), ("{", "is not JSON: cut off"), ("[]", "has no model in it"),
    ("{}", "no api_schema in it"),
    (item("my/model", path: "https://evil.example/api/v3/my/model"), "it names a host"),
    (item("my model", path: "/api/v3/a/b"), "cannot be a model_id"),
  ])
  func `refuses what is no model`(text: String, reason: String) throws {
    let ended = try queue.wavespool("models", "add", "-", input: text)

    #expect(ended.code == 2)
    #expect(ended.errorLines.count <= 2)
    #expect(ended.errorLines[0].contains(reason), "\(ended.stderr)")
    #expect(!queue.isThere)
  }

  @Test func `keeps a model that a job still needs`() throws {
    try queue.wavespool("models", "add", "-", input: Self.item("my/model"))
    try queue.wavespool("enqueue", "my/model", "prompt=x")
    let refused = try queue.wavespool("models", "remove", "my/model")
    #expect(refused.code == 1)
    #expect(refused.errorLines[0].contains("is used by 1 job not ended"))

    try queue.execute("UPDATE jobs SET status = 'cancelled'")
    let removed = try queue.wavespool("models", "remove", "my/model", "--json")
    #expect(try removed.json() == ["removed": "my/model", "built_in_is_back": false])
    #expect(try queue.wavespool("models", "my/model").code == 3)
    #expect(try queue.wavespool("enqueue", "my/model", "prompt=x").code == 3)
  }

  @Test func `lets go of a model whose jobs are still found by it`() throws {
    try queue.wavespool("models", "add", "-", input: Self.item("my/model"))
    try queue.wavespool("enqueue", "my/model", "prompt=x")
    try queue.wavespool("cancel", "1")
    try queue.wavespool("models", "remove", "my/model")

    for name in ["my/model", "model"] {
      #expect(try queue.wavespool("list", "--model", name).stdout.contains("my/model"))
      #expect(try queue.wavespool("stats", "--model", name).code == 0)
      #expect(try queue.wavespool("export", "--model", name).stdout.contains("my/model"))
    }
    #expect(try queue.wavespool("retry", "--model", "my/model", "--yes").code == 0)
    #expect(try queue.wavespool("cancel", "--model", "my/model", "--yes").code == 0)
    #expect(try queue.wavespool("list", "--model", "your/model").code == 3)
  }

  @Test func `gives an example that can be typed`() throws {
    let item = Self.item("my/model").replacing(
      #"{"prompt": {"type": "string"}}, "required": ["prompt"]"#,
      with: #"{"steps": {"type": "integer", "minimum": 3}}, "required": ["steps"]"#)
    #expect(try queue.wavespool("models", "add", "-", input: item).code == 0)
    #expect(try queue.wavespool("models", "my/model").stdout.contains("steps=3"))
  }

  @Test func `keeps a model whose cancelled job still has a live prediction`() throws {
    try queue.wavespool("models", "add", "-", input: Self.item("my/model"))
    try queue.wavespool("enqueue", "my/model", "prompt=x")
    try queue.execute(
      """
      INSERT INTO attempts (job_id, number, model, epoch, outcome, prediction_id, sent_at)
        VALUES (1, 1, 'my/model', 1, 'accepted', 'p', '2026-01-01 00:00:00.000');
      UPDATE jobs SET status = 'cancelled';
      """)

    #expect(try queue.wavespool("models", "remove", "my/model").code == 1)
  }

  @Test func `gives a built-in model back when its replacement is removed`() throws {
    try queue.wavespool("models", "add", "-", input: Self.item("wavespeed-ai/veo2-i2v"))
    #expect(try queue.wavespool("models", "veo2-i2v").stdout.contains("$0.25 a run"))

    #expect(try queue.wavespool("models", "remove", "veo2-i2v").code == 0)
    #expect(try queue.wavespool("models", "veo2-i2v").stdout.contains("Price: not stated"))
    #expect(try queue.wavespool("models", "remove", "veo2-i2v").code == 1)
  }

  @Test func `says which models an ambiguous name may mean`() throws {
    try queue.wavespool("models", "add", "-", input: "[\(Self.item("a/x")), \(Self.item("b/x"))]")
    let ended = try queue.wavespool("models", "x")

    #expect(ended.code == 3)
    #expect(ended.errorLines[0].hasSuffix("'x' may be any of a/x and b/x"))
  }
}
