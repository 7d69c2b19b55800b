/// A JSON value that keeps what was written: the order of keys, and numbers as their own text.
///
/// What a user wrote must be what is sent and billed, so nothing is normalised on the way in;
/// `isEquivalent(to:)` is there for when only the meaning counts.
package enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Number)
  case string(String)
  case array([JSON])
  case object(Object)
}

extension JSON {
  package var isNull: Bool { self == .null }

  package var bool: Bool? {
    guard case .bool(let bool) = self else { return nil }
    return bool
  }

  package var number: Number? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  /// The number, when it is whole and fits: `5`, `5.0` and `5e0` alike.
  package var int: Int64? { number?.int }

  package var double: Double? { number?.double }

  package var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }

  package var array: [JSON]? {
    guard case .array(let array) = self else { return nil }
    return array
  }

  package var object: Object? {
    guard case .object(let object) = self else { return nil }
    return object
  }

  /// The member of an object; nil when there is none, or this is no object.
  package subscript(key: String) -> JSON? { object?[key] }

  /// The element of a list; nil when there is none, or this is no list.
  package subscript(index: Int) -> JSON? {
    guard case .array(let array) = self, array.indices.contains(index) else { return nil }
    return array[index]
  }
}
