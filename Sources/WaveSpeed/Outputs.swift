import JSON
import Spool

/// More outputs than any model makes: a bound for what is recorded.
private let mostOutputs = 1_000

/// The addresses in `outputs`: null, a list of texts, of objects with `url` or of such lists, one
/// object, or one text, which may itself hold a list or an object as JSON. An output itself may stand in
/// the place of its address.
func readOutputs(_ value: JSON?, _ flags: [Bool]?) -> [Report.Output] {
  var reading = OutputReading(flags)
  if let value { reading.take(value) }
  return reading.outputs
}

/// Whether `outputs` holds anything: `[]`, `[""]` and `{"url":null}` do not.
func holdsAnything(_ value: JSON) -> Bool {
  switch value {
  case .null: false
  case .bool, .number: true
  case .string(let text): !text.isEmpty
  case .array(let list): list.contains(where: holdsAnything)
  case .object(let object): object.members.contains { holdsAnything($0.value) }
  }
}

/// `has_nsfw_contents`: a list of booleans, or of such as texts. Anything else tells nothing, an
/// empty list too.
func readFlags(_ value: JSON?) -> [Bool]? {
  guard let list = value?.array, !list.isEmpty else { return nil }
  let flags = list.prefix(mostOutputs).compactMap(flag)
  return flags.count == min(list.count, mostOutputs) ? flags : nil
}

/// Goes through `outputs` place by place. What is no address has its place too, so that the flags go
/// on matching.
private struct OutputReading {
  private(set) var outputs: [Report.Output] = []
  private let flags: [Bool]?
  private var place = 0

  init(_ flags: [Bool]?) {
    self.flags = flags
  }

  private var hasRoom: Bool { outputs.count < mostOutputs }

  mutating func take(_ value: JSON, isQuoted: Bool = false) {
    guard hasRoom else { return }
    switch value {
    case .array(let list):
      for element in list { take(element, isQuoted: isQuoted) }
    case .object(let object):
      if let url = object["url"]?.string, !url.isEmpty { keep(url) } else { search(value) }
      place += 1
    case .string(let text):
      if !isQuoted, let json = jsonInside(text) { return take(json, isQuoted: true) }
      if !text.isEmpty { keep(text) }
      place += 1
    case .null, .bool, .number: place += 1
    }
  }

  /// In a form that nobody has listed, whatever looks like an address is one: it has been paid for.
  private mutating func search(_ value: JSON) {
    guard hasRoom else { return }
    switch value {
    case .array(let list): for element in list { search(element) }
    case .object(let object): for member in object.members { search(member.value) }
    case .string(let text): if looksLikeAddress(text) { keep(text) }
    case .null, .bool, .number: break
    }
  }

  private mutating func keep(_ text: String) {
    let flag = flags.flatMap { $0.indices.contains(place) ? $0[place] : nil }
    outputs.append(Report.Output(text: text, nsfw: flag))
  }
}

private func jsonInside(_ text: String) -> JSON? {
  guard text.hasPrefix("[") || text.hasPrefix("{") else { return nil }
  // What is no JSON is the text that it is.
  return try? JSON(parsing: text, limits: .replies)
}

private func looksLikeAddress(_ text: String) -> Bool {
  let start = text.prefix(8).lowercased()
  return start.hasPrefix("https://") || start.hasPrefix("http://") || start.hasPrefix("data:")
}

private func flag(_ value: JSON) -> Bool? {
  switch value {
  case .bool(let flag): flag
  case .string("true"): true
  case .string("false"): false
  case .string, .null, .number, .array, .object: nil
  }
}
