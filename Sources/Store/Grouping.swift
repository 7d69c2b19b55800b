import SQLite

/// By what figures are added up.
package enum Grouping: String, CaseIterable, Sendable {
  case model
  case day
  case tag
}

extension Grouping: Bindable {}
