import JSON
import TestSupport
import Testing

/// Something wrong to type behind `wavespool`, and what is answered.
struct BadLine: CustomTestStringConvertible, Sendable {
  let words: [String]
  var input: String?
  let code: Int32
  let message: String
  var hint: String?

  var testDescription: String { words.joined(separator: " ") }
}

@Suite struct `What cannot be queued` {
  private static let image = "image=https://example.com/cat.jpg"

  private static func veo(
    _ words: String..., input: String? = nil, code: Int32 = 2, says message: String,
    hint: String? = nil
  ) -> BadLine {
    BadLine(
      words: ["enqueue", "veo2-i2v"] + words, input: input, code: code, message: message,
      hint: hint)
  }

  private static let lines = [
    BadLine(
      words: ["enqueue", "veo2-i2w"], code: 3, message: "no model is called 'veo2-i2w'",
      hint: "Did you mean 'wavespeed-ai/veo2-i2v'?"),
    BadLine(words: ["enqueue"], code: 2, message: "MODEL is missing"),
    BadLine(
      words: ["enqeue"], code: 2, message: "unknown command 'enqeue'",
      hint: "Did you mean 'enqueue'?"),
    veo("--prioriti", "1", says: "unknown option '--prioriti'", hint: "Did you mean '--priority'?"),
    veo(image, says: "prompt is missing", hint: "Add prompt="),
    veo(image, "prompt=", says: "prompt is empty", hint: "Give prompt a value."),
    veo(image, "prompt=x", "durration=5s", says: #"no input "durration""#, hint: "duration?"),
    veo(image, "prompt=x", "duration=9s", says: "duration is one of 5s, 6s, 7s, 8s"),
    veo(image, "prompt=x", "prompt=y", says: "'prompt' is given twice"),
    veo(image, "prompt", says: "'prompt' has no '='", hint: "Say it like seed=7."),
    veo(image, "prompt=@", says: "prompt=@ names no file"),
    veo(image, "prompt=@none.txt", says: "none.txt cannot be read: No such file"),
    veo(image, "prompt=@/", says: "/ cannot be read: Is a directory"),
    veo("--input", "none.json", says: "none.json cannot be read: No such file"),
    veo("--input", "-", input: "[]", says: "standard input is JSON, but not an object"),
    veo("--input", "-", input: "", says: "standard input is not JSON: there is no JSON in it"),
    veo("--input", "-", input: #"{"prompt":"x""#, says: "cut off inside an object"),
    veo("--input", "-", input: #"{"a":1,"a":2}"#, says: #"key "a" appears twice"#),
    veo(
      "--input", "-", input: String(repeating: "[", count: 65), says: "nested deeper than 64"),
    veo(
      image, "--input", "-", input: #"{"prompt":7}"#, says: "prompt is text; 7 is a number",
      hint: #"Write it in quotes: "prompt": "7""#),
    veo(image, "prompt=x", "--after", "5", says: "'5' has no unit", hint: "Say 5s or 5m."),
    veo(image, "prompt=x", "--at", "tomorrow", says: "'tomorrow' is not a time"),
    veo(image, "prompt=x", "--once", says: "--once needs --key"),
    veo(image, "prompt=x", "--max-attempts", "0", says: "0 is not between 1 and 1000"),
    veo(image, "prompt=x", "--max-price", "cheap", says: "'cheap' is not an amount of dollars"),
  ]

  @Test(arguments: lines)
  func `is refused in one line and one of remedy, and nothing is written`(line: BadLine) throws {
    let queue = try Queue()
    let ended = try queue.run(line.words, input: line.input)

    #expect(ended.code == line.code)
    #expect(ended.stdout == "")
    #expect(ended.errorLines.count <= 2)
    #expect(ended.errorLines.first?.hasPrefix("wavespool: ") == true)
    #expect(ended.errorLines.first?.contains(line.message) == true, "\(ended.stderr)")
    if let hint = line.hint { #expect(ended.errorLines.last?.contains(hint) == true) }
    #expect(!queue.isThere)
  }

  @Test(arguments: lines)
  func `is refused as JSON where JSON is asked for`(line: BadLine) throws {
    let queue = try Queue()
    let ended = try queue.run(line.words + ["--json"], input: line.input)

    let error = try JSON(parsing: ended.stderr)
    #expect(ended.code == line.code)
    #expect(error["error"]?.string?.contains(line.message) == true, "\(ended.stderr)")
    #expect(error.object?.keys == ["error", "hint"])
  }

  @Test func `is told fault by fault when it has several`() throws {
    let queue = try Queue()
    let ended = try queue.wavespool("enqueue", "veo2-i2v", "prompt=", "seed=1")

    #expect(ended.code == 2)
    #expect(ended.errorLines.count == 5)
    #expect(ended.errorLines[0].hasSuffix("has 3 faults"))
  }

  @Test func `is an input that is too large`() throws {
    let queue = try Queue()
    let prompt = String(repeating: "x", count: 1_100_000)
    let ended = try queue.wavespool(
      "enqueue", "veo2-i2v", Self.image, "--input", "-", input: #"{"prompt":"\#(prompt)"}"#)

    #expect(ended.code == 2)
    #expect(ended.stderr.contains("at most 1048576 may be sent"))
    #expect(!queue.isThere)
  }

  @Test func `cannot move the cursor by what it is called`() throws {
    let queue = try Queue()
    let ended = try queue.wavespool("enqueue", "\u{1b}[2J\nveo", "a=b")

    #expect(ended.code == 3)
    #expect(!ended.stderr.contains("\u{1b}"))
    #expect(ended.errorLines.count == 2)
  }
}
