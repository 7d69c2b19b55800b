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
  let models: [ModelName: Model]

  /// Reads what people set. A value that cannot be read leaves its default in force: a typing
  /// error in a setting must not stop the queue.
  init(_ store: Store) throws(SQLiteError) {
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
    var models: [ModelName: Model] = [:]
    for entry in try store.models() {
      guard let json = try? JSON(parsing: entry.item), let model = try? Model(json: json) else {
        continue  // a model added by hand that cannot be read: its jobs say so when claimed
      }
      models[ModelName(entry.name)] = model
    }
    self.models = models
  }
}
