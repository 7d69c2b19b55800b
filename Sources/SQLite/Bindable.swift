/// A value that a statement's parameter can take.
package protocol Bindable {
  /// Gives `binder` exactly one value.
  func bind(to binder: inout Binder)
}

extension Int64: Bindable {
  package func bind(to binder: inout Binder) { binder.integer(self) }
}

extension Int: Bindable {
  package func bind(to binder: inout Binder) { binder.integer(Int64(self)) }
}

/// SQLite has no booleans: 1 and 0.
extension Bool: Bindable {
  package func bind(to binder: inout Binder) { binder.integer(self ? 1 : 0) }
}

/// NaN has no place in SQLite and becomes NULL.
extension Double: Bindable {
  package func bind(to binder: inout Binder) { binder.double(self) }
}

extension String: Bindable {
  package func bind(to binder: inout Binder) { binder.text(self) }
}

extension [UInt8]: Bindable {
  package func bind(to binder: inout Binder) { binder.blob(self) }
}

extension Optional: Bindable where Wrapped: Bindable {
  package func bind(to binder: inout Binder) {
    if let self { self.bind(to: &binder) } else { binder.null() }
  }
}

/// An enum of words is bound as its word: `extension Status: Bindable {}` is all it takes.
extension Bindable where Self: RawRepresentable, RawValue: Bindable {
  package func bind(to binder: inout Binder) { rawValue.bind(to: &binder) }
}
