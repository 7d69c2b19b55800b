import JSON
import SQLite
import TestSupport
import Testing

@Suite struct `Importing` {
  private let queue: Queue
  private static let job =
    #"{"model":"veo2-i2v","input":{"image":"https://example.com/a.jpg","prompt":"one"}}"#

  init() throws {
    queue = try Queue()
  }

  @Test func `queues every line, in order, with all that it says`() throws {
    let full = """
      {"model":"open-video/image-to-video","input":{"duration":8,"image":"https://example.com/a.jpg",\
      "prompt":"two"},"priority":7,"tags":["a"],"key":"k","run_after":"2031-01-02T03:04:05Z",\
      "max_attempts":2,"max_price_usd":0.5}
      """
    try queue.directory.write("\(Self.job)\r\n\n  \n\(full)", to: "jobs.jsonl")

    let ended = try queue.wavespool("import", "jobs.jsonl", "--tag", "spring")

    #expect(ended.code == 0)
    #expect(ended.stdout == "")
    #expect(
      ended.errorLines[0]
        == "Queued 2 jobs, 1 to 2: $0.16 by their models' price lists, 1 of unknown price.")
    #expect(
      try queue.text(
        """
        SELECT input || priority || tags || dedup_key || run_after || max_attempts || max_price_usd
          || price_usd || actor || revision FROM jobs WHERE id = 2
        """) == """
          {"duration":8,"image":"https://example.com/a.jpg","prompt":"two"}7["a","spring"]k\
          2031-01-02 03:04:05.00020.50.16cli1
          """)
    #expect(try queue.text("SELECT tags FROM jobs WHERE id = 1") == #"["spring"]"#)
  }

  @Test func `adds nothing the second time, and says so`() throws {
    try queue.directory.write(Self.job, to: "jobs.jsonl")
    try queue.wavespool("import", "jobs.jsonl")
    let again = try queue.wavespool("import", "jobs.jsonl")

    #expect(again.code == 0)
    #expect(again.errorLines.count == 1)
    #expect(again.stderr.contains("was imported before on 2"))
    #expect(again.stderr.contains("(1 job): nothing was added"))
    #expect(try queue.jobs == 1)
  }

  @Test func `knows a content by its SHA-256, whatever the file is called`() throws {
    try queue.wavespool("import", "-", input: Self.job)
    try queue.directory.write(Self.job, to: "other.jsonl")
    let sum = try Program.run("/usr/bin/sha256sum", [queue.directory.file("other.jsonl")])

    #expect(try queue.text("SELECT digest FROM imports").map { sum.stdout.hasPrefix($0) } == true)
    let again = try queue.wavespool("import", "other.jsonl", "--json")
    #expect(again.stderr.contains("was imported before"))
    #expect(try again.json()["sha256"]?.string.map { sum.stdout.hasPrefix($0) } == true)
  }

  @Test(arguments: [["--again"], ["--tag", "b"], ["--model", "veo2-i2v"]])
  func `adds the same content again with`(words: [String]) throws {
    try queue.wavespool("import", "-", input: Self.job)
    try queue.run(["import", "-"] + words, input: Self.job)

    #expect(try queue.jobs == 2)
  }

  @Test func `leaves out jobs whose key is held`() throws {
    let keyed = Self.job.dropLast() + #","key":"k"}"#
    try queue.wavespool("import", "-", input: "\(keyed)\n\(keyed)\n\(Self.job)")

    #expect(try queue.jobs == 2)
    let ended = try queue.wavespool("import", "-", "--again", "--json", input: "\(keyed)\n")
    #expect(try ended.json()["added"] == 0)
    #expect(try ended.json()["left_out"] == 1)
  }

  @Test func `of nothing adds nothing and is no failure`() throws {
    for nothing in ["", "\n \n", "\u{feff}"] {
      let ended = try queue.wavespool("import", "-", "--format", "jsonl", input: nothing)
      #expect(ended.code == 0)
      #expect(ended.errorLines == ["There is no job in standard input."])
    }
    #expect(try queue.wavespool("import", "-", input: "model,prompt\n").code == 0)
    #expect(!queue.isThere)
  }

  @Test func `reads CSV whose columns are inputs of one model`() throws {
    let csv = """
      prompt,image,duration,tags,priority,max_price_usd
      "a, ""b""
      c",https://example.com/1.jpg,8,"x, y",5,1.5
      d,https://example.com/2.jpg,,,,

      """
    let ended = try queue.wavespool(
      "import", "-", "--model", "open-video/image-to-video", input: csv)

    #expect(ended.code == 0)
    #expect(
      try queue.text("SELECT input || tags || priority || max_price_usd FROM jobs WHERE id = 1")
        == #"{"prompt":"a, \"b\"\nc","image":"https://example.com/1.jpg","duration":8}["x","y"]51.5"#
    )
    #expect(
      try queue.text("SELECT input || tags || priority FROM jobs WHERE id = 2")
        == #"{"prompt":"d","image":"https://example.com/2.jpg"}[]0"#)
  }

  @Test func `reads CSV with a column of models`() throws {
    let csv = "model,image,prompt\r\nkissing-pro,https://example.com/1.jpg,\r\n"
    try queue.directory.write(csv, to: "jobs.csv")
    let ended = try queue.wavespool("import", "jobs.csv")

    #expect(ended.code == 0)
    #expect(
      try queue.text("SELECT model || input FROM jobs")
        == #"wavespeed/kissing-pro{"image":"https://example.com/1.jpg"}"#)
  }

  @Test func `takes an input that is called like a setting as input.NAME`() throws {
    try queue.wavespool("models", "add", "-", input: modelWithPriority)
    let csv = "prompt,priority,input.priority\nx,3,high\n"
    let ended = try queue.wavespool("import", "-", "--model", "my/model", input: csv)

    #expect(ended.code == 0, "\(ended.stderr)")
    #expect(
      try queue.text("SELECT input || priority FROM jobs") == #"{"prompt":"x","priority":"high"}3"#)
  }
}

@Suite struct `What cannot be imported` {
  private static let input = #""input":{"image":"https://example.com/a.jpg","prompt":"x"}"#
  private static let good = #"{"model":"veo2-i2v",\#(input)}"#

  private static let lines: [(String, String)] = [
    ("nonsense", "not JSON: unknown word nonsense"),
    ("[]", "not an object"),
    (#"{"model":"veo2-i2v""#, "cut off inside an object (column 20)"),
    (#"{"model":"veo2-i2v","model":"veo2-i2v"}"#, #"key "model" appears twice"#),
    (#"{\#(input)}"#, "it names no model"),
    (#"{"model":"veo2-i2w",\#(input)}"#, "no model is called 'veo2-i2w'; did you mean"),
    (#"{"model":7,\#(input)}"#, "model must be text"),
    (#"{"model":"veo2-i2v"}"#, "prompt is missing"),
    (#"{"model":"veo2-i2v","input":[]}"#, "input must be an object"),
    (#"{"model":"veo2-i2v",\#(input),"prority":1}"#, "Did you mean 'priority'?"),
    (#"{"model":"veo2-i2v",\#(input),"priority":1.5}"#, "priority must be a whole number"),
    (#"{"model":"veo2-i2v",\#(input),"tags":"a"}"#, "tags must be a list of texts"),
    (#"{"model":"veo2-i2v",\#(input),"tags":[1]}"#, "tags must be a list of texts"),
    (#"{"model":"veo2-i2v",\#(input),"key":""}"#, "key must be text"),
    (#"{"model":"veo2-i2v",\#(input),"run_after":"soon"}"#, "run_after must be a time such as"),
    (#"{"model":"veo2-i2v",\#(input),"max_attempts":0}"#, "max_attempts must be a whole number"),
    (#"{"model":"veo2-i2v",\#(input),"max_price_usd":-1}"#, "max_price_usd must be an amount"),
    (
      #"{"model":"open-video/image-to-video",\#(input),"max_price_usd":0.01}"#,
      "it costs $0.10, and max_price_usd is 0.01"
    ),
  ]

  @Test(arguments: lines)
  func `is named by its line, and nothing is added`(line: String, reason: String) throws {
    let queue = try Queue()
    try queue.directory.write("\(Self.good)\n\n\(line)\n\(Self.good)\n", to: "jobs.jsonl")
    let ended = try queue.wavespool("import", "jobs.jsonl")

    #expect(ended.code == 2)
    #expect(ended.stdout == "")
    #expect(ended.errorLines.count == 2)
    #expect(ended.errorLines[0].hasPrefix("wavespool: jobs.jsonl, line 3: "), "\(ended.stderr)")
    #expect(ended.errorLines[0].contains(reason), "\(ended.stderr)")
    #expect(!queue.isThere)
  }

  private static let tables: [(String, [String], String)] = [
    ("prompt,image\nx,y\n", [], "line 1: the header has no column 'model'"),
    ("promt,image\nx,y\n", ["--model", "veo2-i2v"], "'promt'. Did you mean 'prompt'?"),
    ("prompt,prompt\nx,y\n", ["--model", "veo2-i2v"], "the header names 'prompt' twice"),
    ("prompt,image\nx\n", ["--model", "veo2-i2v"], "line 2: 1 cell, but the header has 2"),
    ("prompt,image\n\"x,y\n", ["--model", "veo2-i2v"], "line 2: the quote opened on this line"),
    ("prompt,image\nx,cat.jpg\n", ["--model", "veo2-i2v"], "line 2: image is a picture"),
    ("model,priority\nkissing-pro,high\n", [], "line 2: image is missing"),
    (
      "model,image,priority\nkissing-pro,https://example.com/1.jpg,high\n", [],
      "line 2: priority must be a whole number"
    ),
    ("model,promt\nveo2-i2v,x\n", [], #"line 2: the model has no input "promt""#),
  ]

  @Test(arguments: tables)
  func `is named by its line of CSV`(table: String, words: [String], reason: String) throws {
    let queue = try Queue()
    let ended = try queue.run(["import", "-"] + words, input: table)

    #expect(ended.code == 2)
    #expect(ended.errorLines.first?.contains(reason) == true, "\(ended.stderr)")
    #expect(!queue.isThere)
  }

  @Test func `is listed when it is much, the first twenty lines of it`() throws {
    let queue = try Queue()
    let bad = String(repeating: "{}\n", count: 30)
    let ended = try queue.wavespool("import", "-", input: bad)

    #expect(ended.code == 2)
    #expect(ended.errorLines.count == 22)
    #expect(ended.errorLines[0] == "wavespool: standard input has 30 bad lines: nothing was added")
    #expect(ended.errorLines[1] == "  line 1: it names no model")
    #expect(ended.errorLines[21] == "  … and 10 more")
  }

  @Test func `is one bad line among many good ones`() throws {
    let queue = try Queue()
    try queue.wavespool("db", "migrate")
    var text = String(repeating: Self.good + "\n", count: 2000)
    text += "{\"model\":\"veo2-i2v\"}\n" + Self.good
    let ended = try queue.wavespool("import", "-", input: text)

    #expect(ended.code == 2)
    #expect(ended.errorLines[0].contains("line 2001: "))
    #expect(try queue.jobs == 0)
    #expect(try queue.count("SELECT count(*) FROM imports") == 0)
  }

  @Test(arguments: ["none.jsonl", "."])
  func `is a file that cannot be read`(name: String) throws {
    let queue = try Queue()
    let ended = try queue.wavespool("import", name)

    #expect(ended.code == 2)
    #expect(ended.errorLines.count == 1)
    #expect(ended.stderr.contains("\(name) cannot be read"))
  }

  @Test func `forges no line by what it quotes`() throws {
    let queue = try Queue()
    let ended = try queue.wavespool(
      "import", "-", input: #"{"model":"a\nwavespool: all is well\u001b[2J"}"#)

    #expect(ended.errorLines.count == 2)
    #expect(!ended.stderr.contains("\u{1b}"))
  }
}

/// A model with an input called like a setting of jobs.
private let modelWithPriority = """
  {"model_id": "my/model", "api_schema": {"api_schemas": [{"type": "model_run",
    "api_path": "/api/v3/my/model", "request_schema": {"properties": {
      "prompt": {"type": "string"}, "priority": {"type": "string"}}, "required": ["prompt"]}}]}}
  """
