import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Models.Add {
  /// All of the file's models or none.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let source = session.invocation[file]
    let models = try read(source)
    let now = session.now
    let replaced = try session.writing { store throws(SQLiteError) in
      var replaced: [ModelName] = []
      for model in models {
        let entry = CatalogEntry(name: model.name.text, item: model.json.text)
        if try store.addModel(entry, at: now) { replaced.append(model.name) }
      }
      return replaced
    }
    let added = models.map(\.name).filter { !replaced.contains($0) }
    if session.wantsJSON {
      session.print([
        "added": .array(added.map { .string($0.text) }),
        "replaced": .array(replaced.map { .string($0.text) }),
      ])
    }
    for name in added { session.note("Added \(name).") }
    for name in replaced { session.note("Replaced \(name).") }
    return .done
  }

  private static func read(_ source: InputSource) throws(CommandFailure) -> [Model] {
    let bytes = try SourceFile.bytes(of: source, atMost: JSON.Limits.standard.bytes)
    let name = source.name
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: bytes)
    } catch {
      throw .usage("\(name) is not JSON: \(error)")
    }
    let items = json.array ?? json["data"]?.array ?? [json]
    guard !items.isEmpty else { throw .usage("\(name) has no model in it") }

    var models: [Model] = []
    var faults: [String] = []
    for (place, item) in items.enumerated() {
      do throws(ModelError) {
        models.append(try Model(json: item))
      } catch {
        let id = item["model_id"]?.string.map { " (\($0))" } ?? ""
        faults.append(items.count == 1 ? "\(error)" : "item \(place + 1)\(id): \(error)")
      }
    }
    guard let first = faults.first else { return models }
    let hint = "A model looks like 'wavespool models veo2-i2v --json' shows one."
    if faults.count == 1 { throw .usage("\(name) is no model: \(first)", hint: hint) }
    throw CommandFailure(
      .usage, "\(name) has \(faults.count) models that cannot be used; none was added",
      details: bounded(faults), hint: hint)
  }
}

extension Models.Remove {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let name = try session.model(session.invocation[model]).name
    let builtIn = Catalog.builtIn.entries.first { $0.name == name.text }
    let (isAdded, needing) = try session.writing { store throws(SQLiteError) in
      let isAdded = try store.addedModels().contains(name)
      let needing = try builtIn == nil ? store.jobsNeeding(name) : 0
      if isAdded, needing == 0 { try store.removeModel(name, leaving: builtIn) }
      return (isAdded, needing)
    }
    guard isAdded else {
      throw CommandFailure(.failed, "\(name) comes with wavespool and stays")
    }
    guard needing == 0 else {
      throw CommandFailure(
        .failed, "\(name) is used by \(counted(needing, "job")) not ended",
        hint: "Wait for them, or cancel them: 'wavespool cancel --model \(name)'.")
    }
    if session.wantsJSON {
      session.print([
        "removed": .string(name.text), "built_in_is_back": .bool(builtIn != nil),
      ])
    }
    session.note(
      builtIn == nil ? "Removed \(name)." : "Removed your \(name): the built-in one is back.")
    return .done
  }
}
