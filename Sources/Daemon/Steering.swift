import JSON
import Spool
import SQLite
import Store
import WaveSpeed

/// What people set, as the daemon last read it.
struct Steering {
  let limits: [Scope: Limits]
  let polls: PollPolicy
  let uncertainPolicy: UncertainPolicy
  let unknownPrice: UnknownPricePolicy
  let balanceFloor: Money
  let saving: SavingPolicy
  let keeping: KeepingPolicy
  let models: [ModelName: Model]

  /// Why the others are of no use: their jobs say so when claimed.
  let faults: [ModelName: String]

  /// The models' JSON: what has not changed is not read again.
  private let entries: [CatalogEntry]

  /// Reads what people set. A value that cannot be read leaves its default in force: a typing
  /// error in a setting must not stop the queue.
  ///
  /// `previous` spares reading the models again, which is most of the work: every insert by a person
  /// leads here, and its job waits for it.
  init(_ store: Store, after previous: Steering? = nil) throws(SQLiteError) {
    limits = try store.limits()
    polls = PollPolicy(
      floor: try store.duration(.pollMin), ceiling: try store.duration(.pollMax))
    uncertainPolicy =
      try store.setting(SettingKey.uncertainPolicy.rawValue).flatMap {
        UncertainPolicy(rawValue: $0)
      }
      ?? .hold
    unknownPrice =
      try store.setting(SettingKey.unknownPrice.rawValue).flatMap {
        UnknownPricePolicy(rawValue: $0)
      }
      ?? .hold
    balanceFloor =
      try store.setting(SettingKey.balanceFloor.rawValue).flatMap { Money(text: $0) } ?? .zero
    saving = try SavingPolicy(store)
    keeping = try KeepingPolicy(store)
    entries = try store.models()
    if let previous, previous.entries == entries {
      models = previous.models
      faults = previous.faults
      return
    }
    var models: [ModelName: Model] = [:]
    var faults: [ModelName: String] = [:]
    for entry in entries {
      do throws(ModelError) {
        models[ModelName(entry.name)] = try Model(kept: entry.item, under: entry.name)
      } catch {
        faults[ModelName(entry.name)] = error.description
      }
    }
    self.models = models
    self.faults = faults
  }
}

extension SavingPolicy {
  fileprivate init(_ store: Store) throws(SQLiteError) {
    self.init()
    isOn = try store.setting(SettingKey.saveOutputs.rawValue) != "off"
    nsfw =
      try store.setting(SettingKey.nsfw.rawValue).flatMap { NSFWPolicy(rawValue: $0) } ?? nsfw
    diskFloor =
      try store.size(.diskFloor) ?? diskFloor
    largest =
      try store.size(.largestOutput) ?? largest
  }
}

extension Store {
  /// Nil where what was set is not understood, as `config` understands it.
  fileprivate func size(_ key: SettingKey) throws(SQLiteError) -> ByteCount? {
    try setting(key.rawValue).flatMap { key.normalized($0) }.flatMap { ByteCount($0) }
  }
}

extension KeepingPolicy {
  /// Unlike with other settings, one that cannot be read removes nothing: what is gone is gone.
  fileprivate init(_ store: Store) throws(SQLiteError) {
    self.init()
    completed =
      try store.setting(SettingKey.keepCompleted.rawValue).map { Keeping($0) ?? .forever }
      ?? completed
    failed =
      try store.setting(SettingKey.keepFailed.rawValue).map { Keeping($0) ?? .forever } ?? failed
    cancelled =
      try store.setting(SettingKey.keepCancelled.rawValue).map { Keeping($0) ?? .forever }
      ?? cancelled
  }
}
