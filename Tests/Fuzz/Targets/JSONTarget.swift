import JSON

extension FuzzTarget {
  /// Strictly as people are read, leniently as the API is: what is taken is written back to the
  /// same value, and the lenient reader takes all that the strict one does, for the same.
  static let json = FuzzTarget("json") { bytes in
    let lenient = try? JSON(parsing: bytes, limits: .replies)
    do {
      let strict = try JSON(parsing: bytes)
      try promise("both readers agree", lenient?.bytes == strict.bytes)
    } catch let error as JSONError {
      try promise("an error is in the text", (0...bytes.count).contains(error.offset))
      try promise("an error has a place", error.line > 0 && error.column > 0)
      try promise("an error has words", !error.description.isEmpty)
    }
    guard let lenient else { return }
    for text in [lenient.bytes, Array(lenient.pretty().utf8)] {
      let again = try JSON(parsing: text)
      try promise("what is written reads back", again == lenient && again.bytes == lenient.bytes)
      try promise("a value is equivalent to itself", again.isEquivalent(to: lenient))
    }
    try walk(lenient)
  }
}

/// Asks every number in the value for what it is worth.
private func walk(_ value: JSON) throws {
  switch value {
  case .null, .bool, .string: return
  case .number(let number):
    if let int = number.int {
      try promise("a whole number is worth itself", number.isEquivalent(to: .init(int)))
    }
    try promise("a number is read as one", JSON.Number(number.text) == number)
  case .array(let list): for element in list { try walk(element) }
  case .object(let object):
    try promise("no key occurs twice", Set(object.keys).count == object.count)
    for member in object.members { try walk(member.value) }
  }
}
