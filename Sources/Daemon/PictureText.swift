import JSON
import Media
import WaveSpeed

// Pictures of this machine, as the input of a job names them.

extension Model {
  /// The texts under the keys that take pictures.
  func pictureTexts(in input: JSON.Object) -> [(key: String, text: String, rules: PictureRules)] {
    var texts: [(key: String, text: String, rules: PictureRules)] = []
    for wanted in pictures {
      guard let rules = wanted.picture, let value = input[wanted.key] else { continue }
      for text in (value.array ?? [value]).compactMap(\.string) {
        texts.append((wanted.key, text, rules))
      }
    }
    return texts
  }

  /// Whether anything that takes a picture names one of this machine.
  func namesKeptPictures(_ input: JSON.Object) -> Bool {
    pictureTexts(in: input).contains { Digest(address: $0.text) != nil }
  }
}

extension Digest {
  /// From `media:…`.
  init?(address: String) {
    guard address.hasPrefix("media:") else { return nil }
    self.init(address.dropFirst(6))
  }
}

extension JSON.Object {
  /// The same with other texts under some keys.
  func replacing(_ texts: [String: String], under keys: [String]) -> JSON.Object {
    var replaced = self
    for key in keys {
      switch self[key] {
      case .string(let text): replaced[key] = .string(texts[text] ?? text)
      case .array(let list):
        replaced[key] = .array(
          list.map { element in
            element.string.flatMap { texts[$0] }.map { .string($0) } ?? element
          })
      case .null, .bool, .number, .object, nil: break
      }
    }
    return replaced
  }

  /// The same without the pictures that are not yet what will be sent: for questions that are about
  /// something else.
  func withoutKeptPictures(under keys: [String]) -> JSON.Object {
    var others = self
    for key in keys {
      let texts = self[key].map { ($0.array ?? [$0]).compactMap(\.string) } ?? []
      if texts.contains(where: { Digest(address: $0) != nil }) { others[key] = nil }
    }
    return others
  }
}

/// `written`, whose value is `input`, with other texts under some keys and otherwise byte for byte as
/// it was written.
func replacing(
  _ texts: [String: String], under keys: [String], in input: JSON.Object, written: String
) -> String {
  var bytes: [UInt8] = []
  takeApart(written, whose: input, under: keys) { piece, text in
    bytes += text.flatMap { texts[$0] }.map { JSON.string($0).bytes } ?? Array(piece)
  }
  return String(decoding: bytes, as: UTF8.self)
}

extension MediaStore {
  /// Keeps every `data:` picture under those keys; answers the input that names them instead.
  func keepPictures(of written: String, under keys: [String]) throws(MediaError) -> String {
    // It was read before this was begun.
    guard let input = (try? JSON(parsing: written))?.object else { return written }
    var texts: [String: String] = [:]
    for key in keys {
      guard let value = input[key] else { continue }
      for text in (value.array ?? [value]).compactMap(\.string) {
        guard let uri = DataURI(text) else { continue }
        var draft = try draft()
        try draft.take(uri)
        texts[text] = try draft.keep().address
      }
    }
    return replacing(texts, under: keys, in: input, written: written)
  }
}

extension PictureCheck {
  init(_ rules: PictureRules) {
    self.init(
      formats: rules.formats, avoidedFormats: rules.avoidedFormats,
      maximumBytes: rules.maximumBytes,
      minimumRatio: rules.minimumRatio.map { Ratio($0.width, $0.height) },
      maximumRatio: rules.maximumRatio.map { Ratio($0.width, $0.height) },
      advisedShortSide: rules.advisedShortSide)
  }
}
