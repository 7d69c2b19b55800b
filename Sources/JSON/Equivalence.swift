extension JSON {
  /// Whether both mean the same: the order of keys does not count, and 1 is 1.0.
  package func isEquivalent(to other: JSON) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)): a.isEquivalent(to: b)
    case (.object(let a), .object(let b)): a.isEquivalent(to: b)
    case (.array(let a), .array(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.isEquivalent(to: $1) }
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
    }
  }
}

extension JSON.Object {
  package func isEquivalent(to other: JSON.Object) -> Bool {
    count == other.count && isContained(in: other)
  }

  /// Whether every member of this object is in the other with an equivalent value; the other may
  /// hold more, such as defaults that the API filled in.
  package func isContained(in other: JSON.Object) -> Bool {
    let values = Dictionary(
      other.members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    return members.allSatisfy { values[$0.key]?.isEquivalent(to: $0.value) ?? false }
  }
}
