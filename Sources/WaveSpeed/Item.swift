import JSON

/// A part of a model's JSON that knows what to call itself when something is wrong with it.
struct Item {
  let object: JSON.Object
  private let isObject: Bool
  private let name: String

  init(_ json: JSON, _ name: String) {
    object = json.object ?? [:]
    isObject = json.object != nil
    self.name = name
  }

  func item(_ key: String) throws(ModelError) -> Item {
    guard let item = try optionalItem(key) else { throw missing(key) }
    return item
  }

  func optionalItem(_ key: String) throws(ModelError) -> Item? {
    guard let value = try value(key) else { return nil }
    guard value.object != nil else { throw .wrongType(key, wanted: "an object") }
    return Item(value, key)
  }

  func text(_ key: String) throws(ModelError) -> String {
    guard let text = try optionalText(key) else { throw missing(key) }
    return text
  }

  func optionalText(_ key: String) throws(ModelError) -> String? {
    guard let value = try value(key) else { return nil }
    guard let text = value.string else { throw .wrongType(key, wanted: "text") }
    return text
  }

  func list(_ key: String) throws(ModelError) -> [JSON] {
    guard let list = try optionalList(key) else { throw missing(key) }
    return list
  }

  func optionalList(_ key: String) throws(ModelError) -> [JSON]? {
    guard let value = try value(key) else { return nil }
    guard let list = value.array else { throw .wrongType(key, wanted: "a list") }
    return list
  }

  func optionalTexts(_ key: String) throws(ModelError) -> [String] {
    let list = try optionalList(key) ?? []
    let texts = list.compactMap(\.string)
    guard texts.count == list.count else { throw .wrongType(key, wanted: "a list of texts") }
    return texts
  }

  func optionalNumber(_ key: String) throws(ModelError) -> JSON.Number? {
    guard let value = try value(key) else { return nil }
    guard let number = value.number else { throw .wrongType(key, wanted: "a number") }
    return number
  }

  func optionalWhole(_ key: String) throws(ModelError) -> Int? {
    guard let number = try optionalNumber(key) else { return nil }
    guard let whole = number.int else { throw .wrongType(key, wanted: "a whole number") }
    return Int(whole)
  }

  /// Null counts as absent: generated schemas are full of it.
  private func value(_ key: String) throws(ModelError) -> JSON? {
    guard isObject else { throw .wrongType(name, wanted: "an object") }
    guard let value = object[key], !value.isNull else { return nil }
    return value
  }

  private func missing(_ key: String) -> ModelError { .missing(key) }
}
