import JSON
import Spool

/// More outputs than any model makes: a bound for what is recorded.
private let mostOutputs = 1_000

/// The addresses in `outputs`: null, a list of texts, of objects with `url` or of such lists, one
/// object, or one text, which may itself hold a list as JSON. An output itself may stand in the place of
/// its address.
func readOutputs(_ value: JSON?, _ flags: [Bool]?) -> [Report.Output] {
  var urls: [String?] = []
  if let value { collect(value, into: &urls) }
  return urls.enumerated().compactMap { place, url in
    let flag = flags.flatMap { $0.indices.contains(place) ? $0[place] : nil }
    return url.map { Report.Output(text: $0, nsfw: flag) }
  }
}

/// `has_nsfw_contents`: a list of booleans, or of such as texts. Anything else tells nothing, an
/// empty list too.
func readFlags(_ value: JSON?) -> [Bool]? {
  guard let list = value?.array, !list.isEmpty else { return nil }
  let flags = list.prefix(mostOutputs).compactMap(flag)
  return flags.count == min(list.count, mostOutputs) ? flags : nil
}

/// What is no address keeps its place as nil, so that the flags go on matching.
private func collect(_ value: JSON, into urls: inout [String?]) {
  guard urls.count < mostOutputs else { return }
  switch value {
  case .array(let list): for element in list { collect(element, into: &urls) }
  case .object(let object): urls.append(object["url"]?.string.flatMap(nonEmpty))
  case .string(let text):
    if text.hasPrefix("["), let list = try? JSON(parsing: text, limits: .replies) {
      let room = mostOutputs - urls.count
      urls += (list.array ?? []).prefix(room).map { $0.string.flatMap(nonEmpty) }
    } else {
      urls.append(nonEmpty(text))
    }
  case .null, .bool, .number: urls.append(nil)
  }
}

private func nonEmpty(_ text: String) -> String? {
  text.isEmpty ? nil : text
}

private func flag(_ value: JSON) -> Bool? {
  switch value {
  case .bool(let flag): flag
  case .string("true"): true
  case .string("false"): false
  case .string, .null, .number, .array, .object: nil
  }
}
