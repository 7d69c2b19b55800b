import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Session {
  /// The model that is meant by its name or by a suffix that only one has.
  ///
  /// In a large catalog only the one that is found is read whole.
  func model(_ text: String) throws(CommandFailure) -> Model {
    if databaseIsThere {
      let likely = try reading { store throws(SQLiteError) in try store.models(spelled: text) }
      if let entry = likely { return try read(entry) }
    }
    switch try catalog().find(text) {
    case .found(let model): return model
    case .ambiguous(let names):
      throw CommandFailure(
        .unknown, "\(quoted(text)) may be any of \(listed(names.map(\.text), "and"))",
        hint: "Give more of its name.")
    case .unknown(let suggestions):
      let near = listed(suggestions.map { "'\($0)'" }, "or")
      throw CommandFailure(
        .unknown, "no model is called \(quoted(text))",
        hint: near.isEmpty ? "'wavespool models' lists them." : "Did you mean \(near)?")
    }
  }

  /// The model that jobs are selected by: they outlive what the catalog says of it.
  func modelOfJobs(_ text: String) throws(CommandFailure) -> ModelName {
    do throws(CommandFailure) {
      return try model(text).name
    } catch {
      guard error.exitCode == .unknown, databaseIsThere else { throw error }
      let name = try reading { store throws(SQLiteError) in
        try store.modelOfJobs(spelled: text)
      }
      guard let name else { throw error }
      return name
    }
  }

  /// All models: those of the database, or the built-in ones where there is none. One that cannot
  /// be read is not among them.
  func catalog() throws(CommandFailure) -> Catalog {
    guard databaseIsThere else { return Catalog.builtIn }
    let entries = try reading { store throws(SQLiteError) in try store.models() }
    return Catalog(
      entries.compactMap { entry in
        // 'wavespool models' and 'db check' tell of those that are left out.
        try? read(entry)
      })
  }

  func read(_ entry: CatalogEntry) throws(CommandFailure) -> Model {
    do throws(ModelError) {
      return try Model(entry)
    } catch {
      throw CommandFailure(
        .failed, "the model \(entry.name) in the database cannot be used: \(error)",
        hint: "'wavespool models add FILE' replaces it.")
    }
  }
}

extension Model {
  init(_ entry: CatalogEntry) throws(ModelError) {
    try self.init(kept: entry.item, under: entry.name)
  }
}

extension Catalog {
  /// As the database keeps them.
  var entries: [CatalogEntry] {
    models.map { CatalogEntry(name: $0.name.text, item: $0.json.text) }
  }
}
