import JSON

/// Lends `written`, whose value is `input`, piece by piece: each text under one of `keys` by itself
/// and together with what it means, and what lies between as it stands.
///
/// The same text may be spelled in many ways, and stand elsewhere too, where it means nothing. So
/// nothing is searched for: the strings of a JSON text come in the order of its value's.
func takeApart<Failure: Error>(
  _ written: String, whose input: JSON.Object, under keys: [String],
  _ body: (_ piece: Substring.UTF8View, _ text: String?) throws(Failure) -> Void
) throws(Failure) {
  var between = written.utf8.startIndex
  var place = between
  for text in strings(of: input, under: keys) {
    guard let quote = written.utf8[place...].firstIndex(of: UInt8(ascii: "\"")) else {
      preconditionFailure("The text is another value's")
    }
    place = endOfString(written.utf8[quote...])
    guard let text else { continue }
    try body(written.utf8[between..<quote], nil)
    try body(written.utf8[quote..<place], text)
    between = place
  }
  try body(written.utf8[between...], nil)
}

/// One for each string of the text, keys too: what it says where it stands under one of `keys`, by
/// itself or in a list, and nil elsewhere.
private func strings(of input: JSON.Object, under keys: [String]) -> [String?] {
  var strings: [String?] = []
  for member in input.members {
    strings.append(nil)
    guard keys.contains(member.key) else {
      pass(member.value, &strings)
      continue
    }
    switch member.value {
    case .string(let text): strings.append(text)
    case .array(let list):
      for element in list {
        if let text = element.string { strings.append(text) } else { pass(element, &strings) }
      }
    case .null, .bool, .number, .object: pass(member.value, &strings)
    }
  }
  return strings
}

private func pass(_ value: JSON, _ strings: inout [String?]) {
  switch value {
  case .string: strings.append(nil)
  case .array(let list): for element in list { pass(element, &strings) }
  case .object(let object):
    for member in object.members {
      strings.append(nil)
      pass(member.value, &strings)
    }
  case .null, .bool, .number: break
  }
}

/// Behind the quote that closes the one it begins with.
private func endOfString(_ text: Substring.UTF8View) -> Substring.UTF8View.Index {
  var isEscaped = false
  var index = text.index(after: text.startIndex)
  while index < text.endIndex {
    let byte = text[index]
    index = text.index(after: index)
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      return index
    }
  }
  return index
}
