import Terminal

/// `help --man` and `help --man=schema`: for those who build the program, so no help speaks of it.
enum Manuals {
  static func asked(_ words: [String]) -> String? {
    guard words.count == 2, words[0] == "help" else { return nil }
    switch words[1] {
    case "--man": return Wavespool.manual
    case "--man=schema": return SchemaManual.text
    default: return nil
    }
  }
}
