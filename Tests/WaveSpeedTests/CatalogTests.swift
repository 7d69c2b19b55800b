import JSON
import Spool
import Testing
import WaveSpeed

@Suite struct `The built-in catalog` {
  @Test(arguments: [
    ("video-effects/live-memory", "/api/v3/video-effects/live-memory", ["image"], ["prompt"]),
    ("wavespeed/kissing-pro", "/api/v3/wavespeed/kissing-pro", ["image"], ["prompt"]),
    (
      "vidu/image-to-video-2.0", "/api/v2/vidu/image-to-video-2.0", ["image", "prompt"],
      ["duration", "movement_amplitude", "seed"]
    ),
    (
      "wavespeed-ai/veo2-i2v", "/api/v3/wavespeed-ai/veo2-i2v", ["prompt", "image"],
      ["aspect_ratio", "duration"]
    ),
    (
      "wavespeed-ai/open-video/image-to-video",
      "/api/v3/wavespeed-ai/open-video/image-to-video", ["image", "prompt"],
      ["preset", "resolution", "duration", "seed"]
    ),
  ])
  func `knows where each model is and what it takes`(
    name: String, path: String, required: [String], optional: [String]
  ) throws {
    let model = try model(name)
    #expect(model.apiPath == path)
    #expect(model.apiVersion == (path.hasPrefix("/api/v2/") ? .v2 : .v3))
    #expect(model.inputs.filter(\.isRequired).map(\.key) == required)
    #expect(model.inputs.filter { !$0.isRequired }.map(\.key) == optional)
    #expect(model.pictures.map(\.key) == ["image"])
  }

  @Test func `has five models, in order of their names`() {
    let names = Catalog.builtIn.models.map(\.name)
    #expect(names.count == 5)
    #expect(names == names.sorted())
  }

  @Test func `gives each model's item back as it would be added`() throws {
    for model in Catalog.builtIn.models {
      #expect(try Model(json: JSON(parsing: model.json.pretty())) == model)
    }
  }

  @Test func `knows what a picture must be`() throws {
    let memory = try #require(liveMemory()[input: "image"]?.picture)
    #expect(memory.formats == ["png", "jpeg", "webp"])
    #expect(memory.maximumBytes == 50_000_000)
    #expect(memory.minimumRatio == PictureRules.Ratio(1, 4))
    #expect(memory.maximumRatio == PictureRules.Ratio(4, 1))
    #expect(try veo2()[input: "image"]?.picture?.advisedShortSide == 720)
    #expect(try openVideo()[input: "image"]?.picture?.avoidedFormats == ["webp"])
    #expect(try vidu()[input: "image"]?.picture == PictureRules())
  }
}

@Suite struct `Finding a model` {
  @Test(arguments: [
    ("wavespeed-ai/veo2-i2v", "wavespeed-ai/veo2-i2v"), ("veo2-i2v", "wavespeed-ai/veo2-i2v"),
    ("image-to-video-2.0", "vidu/image-to-video-2.0"),
    ("image-to-video", "wavespeed-ai/open-video/image-to-video"),
    ("open-video/image-to-video", "wavespeed-ai/open-video/image-to-video"),
    ("memory", "video-effects/live-memory"), ("2.0", "vidu/image-to-video-2.0"),
  ])
  func `by its name or a suffix that only it has`(text: String, name: String) throws {
    #expect(Catalog.builtIn.find(text) == .found(try model(name)))
  }

  @Test func `by a suffix that several have names them all`() throws {
    var catalog = Catalog.builtIn
    try catalog.add(other("someone/veo2-i2v"))
    let both = ["someone/veo2-i2v", "wavespeed-ai/veo2-i2v"].map(ModelName.init)
    #expect(catalog.find("veo2-i2v") == .ambiguous(both))
    #expect(catalog.find("i2v") == .ambiguous(both))
    #expect(catalog.find("wavespeed-ai/veo2-i2v") == .found(try veo2()))
  }

  @Test func `prefers a whole part of the name to the end of a word`() throws {
    let whole = try other("x/memory")
    var catalog = Catalog.builtIn
    catalog.add(whole)
    #expect(catalog.find("memory") == .found(whole))
    #expect(catalog.find("live-memory") == .found(try liveMemory()))
  }

  @Test(arguments: [
    ("veo2-i2", ["wavespeed-ai/veo2-i2v"]), ("veo-i2v", ["wavespeed-ai/veo2-i2v"]),
    ("kissing", ["wavespeed/kissing-pro"]), ("VEO2-I2V", ["wavespeed-ai/veo2-i2v"]),
    ("live-memroy", ["video-effects/live-memory"]), ("flux-dev-lora-9000", []), ("", []),
    ("/", []),
  ])
  func `suggests what may have been meant`(text: String, names: [String]) {
    #expect(Catalog.builtIn.find(text) == .unknown(suggestions: names.map(ModelName.init)))
  }

  @Test func `that was added again takes its place, and one removed is gone`() throws {
    var catalog = Catalog.builtIn
    let changed = try other("wavespeed-ai/veo2-i2v")
    catalog.add(changed)
    #expect(catalog.models.count == 5)
    #expect(catalog[changed.name] == changed)
    catalog.remove(changed.name)
    #expect(catalog[changed.name] == nil)
  }

  private func other(_ name: String) throws -> Model {
    try Model(json: item(.string(name), path: "/api/v3/\(name)"))
  }
}
