// `submit model=wavespeed/kissing-pro nth=2: 500-after`

extension Rule {
  init(_ text: some StringProtocol) throws(SpecError) {
    let (words, tail) = try headAndTail(String(text))
    guard let first = words.first, let scope = Scope(rawValue: first) else {
      throw SpecError(
        "a fault starts with submit, poll, output, upload, history, billing, balance, price, "
          + "models, job or any, not '\(words.first ?? "")'")
    }
    var conditions = Conditions()
    for word in words.dropFirst() { try conditions.take(word) }
    let action: Action =
      scope == .job ? .fate(try fateWords(tail)) : .effect(try Effect(tail))
    self.init(text: String(text), scope: scope, conditions: conditions, action: action)
  }
}

extension Rule.Conditions {
  fileprivate mutating func take(_ word: String) throws(SpecError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count == 2 ? String(parts[1]) : ""
    switch (parts[0], Int(value), range(value), Double(value)) {
    case ("model", _, _, _) where !value.isEmpty: model = value
    case ("prompt", _, _, _) where !value.isEmpty: prompt = Array(value.utf8)
    case ("nth", _, let range?, _): nth = range
    case ("try", _, let range?, _): attempt = range
    case ("every", let number?, _, _) where number > 0: every = number
    case ("times", let number?, _, _) where number > 0: times = number
    case ("p", _, _, let chance?) where (0...1).contains(chance): probability = chance
    default: throw SpecError("no condition: '\(word)' (model, prompt, nth, try, every, p, times)")
    }
  }
}

/// The words before the first `: ` that stands outside quotation marks, and the text after it.
private func headAndTail(_ text: String) throws(SpecError) -> ([String], Substring) {
  var words: [String] = []
  var word = ""
  var isQuoted = false
  for (index, character) in zip(text.indices, text) {
    let after = text[text.index(after: index)...]
    switch character {
    case "\"": isQuoted.toggle()
    case ":" where !isQuoted && (after.isEmpty || after.first == " "):
      if !word.isEmpty { words.append(word) }
      return (words, after)
    case " " where !isQuoted:
      if !word.isEmpty { words.append(word) }
      word = ""
    default: word.append(character)
    }
  }
  throw SpecError("': ' is missing between the condition and the effect in '\(text)'")
}

/// `3`, `2-5`, `10-`
private func range(_ text: String) -> ClosedRange<Int>? {
  let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
  guard let low = Int(ends[0]), low > 0 else { return nil }
  if ends.count == 1 { return low...low }
  if ends[1].isEmpty { return low...Int.max }
  guard let high = Int(ends[1]), high >= low else { return nil }
  return low...high
}

/// `latency=3s nsfw fail=1200 the rest is the message`, checked once by trying them on.
private func fateWords(_ text: Substring) throws(SpecError) -> [(name: String, value: String?)] {
  var words: [(name: String, value: String?)] = []
  var rest = text
  while let start = rest.firstIndex(where: { $0 != " " }) {
    rest = rest[start...]
    let takesAll = rest.hasPrefix("fail=")
    let word = takesAll ? rest : rest.prefix { $0 != " " }
    words.append(nameAndValue(word))
    rest = rest[word.endIndex...]
  }
  if words.isEmpty { throw SpecError("a fate is missing") }
  var fate = Fate.plain
  for word in words { try fate.apply(word.name, word.value) }
  return words
}

func nameAndValue(_ word: Substring) -> (name: String, value: String?) {
  guard let equals = word.firstIndex(of: "=") else { return (String(word), nil) }
  return (String(word[..<equals]), String(word[word.index(after: equals)...]))
}
