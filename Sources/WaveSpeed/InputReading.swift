import JSON

extension Model.Input {
  /// Reads one property of a request schema.
  init(_ key: String, _ schema: Item, isRequired: Bool, rules: Item?) throws(ModelError) {
    self.key = key
    self.isRequired = isRequired
    description = try schema.optionalText("description") ?? ""
    // A `type` that is missing, a list or a word of the future leaves the check to the API.
    kind = schema.object["type"]?.string.flatMap(Model.Kind.init(rawValue:)) ?? .anything
    defaultValue = schema.object["default"]
    isNullable = schema.object["nullable"]?.bool ?? false
    choices = try schema.optionalList("enum") ?? []
    range = Model.Range(
      minimum: try schema.optionalNumber("minimum"), maximum: try schema.optionalNumber("maximum"))
    if let rules {
      picture = try PictureRules(rules)
    } else {
      picture = takesPicture(key, schema.object) ? PictureRules() : nil
    }
  }
}

/// The API's schemas mark what is uploaded, and say of some of it that it is an image.
private func takesPicture(_ key: String, _ schema: JSON.Object) -> Bool {
  switch schema["x-ui-component"]?.string {
  case "uploader", "uploaders":
    schema["x-accept"]?.string?.hasPrefix("image/") ?? key.hasPrefix("image")
  default: false
  }
}

extension PictureRules {
  init(_ item: Item) throws(ModelError) {
    formats = try item.optionalTexts("formats")
    avoidedFormats = try item.optionalTexts("avoided_formats")
    maximumBytes = try item.optionalWhole("max_bytes")
    minimumRatio = try PictureRules.ratio(item, "min_ratio")
    maximumRatio = try PictureRules.ratio(item, "max_ratio")
    advisedShortSide = try item.optionalWhole("advised_short_side")
  }

  private static func ratio(_ item: Item, _ key: String) throws(ModelError) -> Ratio? {
    guard let list = try item.optionalList(key) else { return nil }
    let sides = list.compactMap(\.int)
    guard list.count == 2, sides.count == 2, sides.allSatisfy({ (1...10_000).contains($0) }) else {
      throw .wrongType(key, wanted: "two whole numbers, as in [1, 4]")
    }
    return Ratio(Int(sides[0]), Int(sides[1]))
  }
}
