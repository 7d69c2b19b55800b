import JSON
import Testing
import WaveSpeed

private let picture: JSON = "https://x.example/a.jpg"

@Suite struct `An input that may be sent` {
  @Test(arguments: [
    "https://x.example/a.jpg", "HTTP://x.example", "http://127.0.0.1/a", "http://[::1]/a",
    "data:image/png;base64,AAAA", "data:image/jpeg;name=x;base64,AAAA", "DATA:IMAGE/PNG;BASE64,AA",
    "media:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  ])
  func `names its picture in one of three ways`(image: String) throws {
    #expect(try liveMemory().check(["image": .string(image)]) == [])
  }

  @Test func `may give everything, or what is required`() throws {
    #expect(try liveMemory().check(["image": picture, "prompt": "a"]) == [])
    #expect(try vidu().check(["image": picture, "prompt": "a", "seed": 9_999_999_999]) == [])
    #expect(try veo2().check(["image": picture, "prompt": "a", "duration": "8s"]) == [])
    #expect(
      try openVideo().check([
        "image": picture, "prompt": "a", "preset": "original", "resolution": "1080p",
        "duration": 20, "seed": 2_147_483_647,
      ]) == [])
  }

  @Test func `may leave an optional text empty`() throws {
    #expect(try liveMemory().check(["image": picture, "prompt": ""]) == [])
  }

  @Test func `may carry a picture of any size, for that is Media's to judge`() throws {
    let data = "data:image/png;base64," + String(repeating: "A", count: 2 << 20)
    #expect(try liveMemory().check(["image": .string(data)]) == [])
  }
}

@Suite struct `An input that must not be sent` {
  @Test(
    arguments: [
      (
        ["image": picture], "prompt is missing", "add prompt=…  (Motion and scene in one sentence.)"
      ),
      (
        ["image": picture, "prompt": "a", "durration": 5], #"the model has no input "durration""#,
        "did you mean duration?"
      ),
      (
        ["image": picture, "prompt": "a", "duration": 5, "x": 5], #"the model has no input "x""#,
        "its inputs are image, prompt, preset, resolution, duration, seed"
      ),
      (
        ["image": picture, "prompt": "a", "duration": "5"],
        #"duration is a whole number; "5" is text"#, #"write it without quotes: "duration": 5"#
      ),
      (
        ["image": picture, "prompt": "a", "duration": 5.0],
        "duration is a whole number; 5.0 is not such a number",
        #"write it without a fraction: "duration": 5"#
      ),
      (
        ["image": picture, "prompt": "a", "duration": true],
        "duration is a whole number; true is not", nil
      ),
      (
        ["image": picture, "prompt": 7], "prompt is text; 7 is a number",
        #"write it in quotes: "prompt": "7""#
      ),
      (["image": picture, "prompt": ["a"]], #"prompt is text; ["a"] is a list"#, nil),
      (["image": picture, "prompt": "a", "duration": 2], "duration is 3 to 20; not 2", nil),
      (["image": picture, "prompt": "a", "duration": 21], "duration is 3 to 20; not 21", nil),
      (["image": picture, "prompt": "a", "seed": -2], "seed is -1 to 2147483647; not -2", nil),
      (
        ["image": picture, "prompt": "a", "resolution": "720"],
        #"resolution is one of 480p, 720p, 1080p; not "720""#, #"did you mean "720p"?"#
      ),
      (
        ["image": picture, "prompt": "a", "preset": "best"],
        #"preset is one of tuned, original; not "best""#, nil
      ),
      (["image": picture, "prompt": " \n"], "prompt is empty", "give prompt a value"),
      (["image": picture, "prompt": "a", "seed": .null], "seed is null", "leave seed out"),
      (["image": picture, "prompt": .null], "prompt is null", "give prompt a value"),
      (
        ["image": "photo.jpg", "prompt": "a"],
        #"image is a picture; "photo.jpg" is neither a web address nor a data: URI"#,
        "to send a file of this machine, write image=@FILE"
      ),
      (
        ["image": "data:text/plain;base64,AA", "prompt": "a"],
        #"image is a picture; "data:text/plain" is none"#,
        "a data: URI begins with the type of the picture, as in data:image/png"
      ),
    ] as [(JSON.Object, String, String?)])
  func `is told what is wrong and what to do`(
    input: JSON.Object, words: String, remedy: String?
  ) throws {
    let problems = try openVideo().check(input)
    #expect(problems.map(\.description) == [words])
    #expect(problems.first?.remedy == remedy)
  }

  @Test func `is told everything at once`() throws {
    let problems = try openVideo().check(["imgae": picture, "duration": 99])
    #expect(
      problems.map(\.description) == [
        "image is missing", "prompt is missing", "duration is 3 to 20; not 99",
        #"the model has no input "imgae""#,
      ])
    #expect(problems.last?.remedy == "did you mean image?")
  }

  @Test(arguments: [
    "", "a.jpg", "/tmp/a.jpg", "file:///tmp/a.jpg", "ftp://x/a", "https://", "https:///a",
    "https://x/a b", "https://x/\n", "data:", "data:image/png,AAAA", "data:image/png;base64,",
    "data:;base64,AA", "media:", "media:0123",
    "media:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
    "MEDIA:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "iVBORw0KGgo=", "javascript:alert(1)",
  ])
  func `names no picture`(image: String) throws {
    #expect(try liveMemory().check(["image": .string(image)]).count == 1)
  }

  @Test func `is longer than a mebibyte without its pictures`() throws {
    let fits = String(repeating: "a", count: Model.largestInput - 27)
    let input: JSON.Object = ["image": "data:image/png;base64,AA", "prompt": .string(fits)]
    #expect(try liveMemory().check(input) == [])
    var longer = input
    longer["prompt"] = .string(fits + String(repeating: "a", count: 27))
    #expect(
      try liveMemory().check(longer)
        == [.tooLarge(bytes: Model.largestInput + 13, limit: Model.largestInput)])
  }

  @Test func `has a number that no machine can hold`() throws {
    let huge = try JSON(parsing: #"{"image":"https://x/","prompt":"a","seed":1e999999}"#)
    #expect(try vidu().check(#require(huge.object)).count == 1)
    let long = try JSON(
      parsing: #"{"image":"https://x/","prompt":"a","seed":99999999999999999999}"#)
    #expect(
      try vidu().check(#require(long.object)).map(\.description) == [
        "seed is -1 to 9999999999; not 99999999999999999999"
      ])
  }

  @Test func `shows what a person typed harmlessly and briefly`() throws {
    let key = "\u{1B}[31m" + String(repeating: "x", count: 500)
    let words = try liveMemory().check(["image": picture, key: 1]).map(\.description).first ?? ""
    #expect(words.hasPrefix(#"the model has no input "\u001b[31mxxx"#))
    #expect(words.count < 100)
  }
}

@Suite struct `A warning about an input` {
  @Test(arguments: [
    ("https://x/a.webp", 1), ("https://x/a.WEBP?x=1", 1), ("data:image/webp;base64,AA", 1),
    ("https://x/a.jpg?f=a.webp", 0), ("https://x/a.png", 0),
  ])
  func `comes for a picture the model does poorly with`(image: String, count: Int) throws {
    #expect(try openVideo().warnings(for: ["image": .string(image)]).count == count)
    #expect(try liveMemory().warnings(for: ["image": .string(image)]) == [])
  }
}
