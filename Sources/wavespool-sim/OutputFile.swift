/// The bytes of a result: small, made from the prediction's name alone, and of the kind they say.
struct OutputFile {
  let kind: Fate.File
  let bytes: [UInt8]

  /// Films, unless the fate or the model's name speaks of pictures.
  static func kind(_ fate: Fate, _ model: String) -> Fate.File {
    if let file = fate.file { return file }
    let isFilm =
      Catalogue.find(model) != nil
      || ["video", "i2v", "t2v", "-v2v"].contains { model.range(of: $0) != nil }
    return isFilm ? .mp4 : .png
  }

  /// Another `salt`, another file.
  init(name: String, number: Int, kind: Fate.File, size: Int, salt: UInt64) {
    var seed = salt &+ UInt64(number)
    for byte in name.utf8 { seed = mixed(seed ^ UInt64(byte)) }
    var dice = Dice(seed: seed)
    self.kind = kind
    bytes =
      switch kind {
      case .mp4: mp4(size: size, &dice)
      case .png: png(&dice)
      case .webp: webp(&dice)
      }
  }

  var contentType: String {
    switch kind {
    case .mp4: "video/mp4"
    case .png: "image/png"
    case .webp: "image/webp"
    }
  }

  var tag: String {
    var hash: UInt64 = UInt64(bytes.count)
    for byte in bytes.suffix(64) { hash = mixed(hash ^ UInt64(byte)) }
    return "\"" + String(hash, radix: 16) + "\""
  }
}
