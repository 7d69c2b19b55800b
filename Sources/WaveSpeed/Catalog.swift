package import Spool

/// The models that jobs may name, by name.
package struct Catalog: Equatable, Sendable {
  /// In order of their names.
  package private(set) var models: [Model]

  /// Of two models with one name the later counts.
  package init(_ models: some Sequence<Model>) {
    self.models = []
    for model in models { add(model) }
  }

  package subscript(name: ModelName) -> Model? {
    models.first { $0.name == name }
  }

  /// Adds a model, or puts it in the place of the one that has its name.
  package mutating func add(_ model: Model) {
    remove(model.name)
    let place = models.firstIndex { model.name < $0.name } ?? models.endIndex
    models.insert(model, at: place)
  }

  package mutating func remove(_ name: ModelName) {
    models.removeAll { $0.name == name }
  }
}

extension Catalog {
  package enum Found: Equatable, Sendable {
    case found(Model)

    /// More than one name ends in the text.
    case ambiguous([ModelName])

    /// No name does; perhaps one of these was meant, the likeliest first.
    case unknown(suggestions: [ModelName])
  }

  /// A model by its name, or by a suffix that only one name has. A suffix that begins where a
  /// part of the name begins (`live-memory`) goes before one in the middle of a word (`memory`).
  package func find(_ text: String) -> Found {
    if let model = self[ModelName(text)] { return .found(model) }
    guard !text.isEmpty else { return .unknown(suggestions: []) }
    for suffix in ["/" + text, text] {
      let matches = models.filter { $0.name.text.hasSuffix(suffix) }
      if matches.count == 1 { return .found(matches[0]) }
      if matches.count > 1 { return .ambiguous(matches.map(\.name)) }
    }
    return .unknown(suggestions: suggestions(for: text))
  }

  private func suggestions(for text: String) -> [ModelName] {
    let names = models.flatMap { model in
      suffixes(of: model.name.text).map { (spelling: $0, name: model.name) }
    }
    var close: [ModelName] = []
    for spelling in closest(to: text, among: names.map(\.spelling)) {
      for (other, name) in names where other == spelling && !close.contains(name) {
        close.append(name)
      }
    }
    return Array(close.prefix(3))
  }
}

/// `a/b/c`, `b/c` and `c`: the ways in which a person may have begun to type a name.
private func suffixes(of name: String) -> [String] {
  let parts = name.split(separator: "/")
  return parts.indices.map { parts[$0...].joined(separator: "/") }
}
