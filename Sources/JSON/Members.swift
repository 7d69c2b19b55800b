/// The members of an object while it is read.
///
/// A few keys are compared one by one; from there on a table keeps a hostile object of a million
/// keys from costing a million times a million comparisons.
struct Members {
  private static let comparedOneByOne = 16

  private let isLenient: Bool
  private var members: [JSON.Object.Member] = []
  private var places: [String: Int] = [:]

  init(isLenient: Bool) {
    self.isLenient = isLenient
  }

  var object: JSON.Object { JSON.Object(unique: members) }

  /// False when the key has come before and that is not forgiven.
  mutating func add(_ key: String, _ value: JSON) -> Bool {
    if let place = place(of: key) {
      members[place].value = value
      return isLenient
    }
    members.append(JSON.Object.Member(key: key, value: value))
    remember(key)
    return true
  }

  private func place(of key: String) -> Int? {
    members.count <= Self.comparedOneByOne ? members.firstIndex { $0.key == key } : places[key]
  }

  private mutating func remember(_ key: String) {
    if members.count == Self.comparedOneByOne + 1 {
      for (place, member) in members.enumerated() { places[member.key] = place }
    } else if members.count > Self.comparedOneByOne {
      places[key] = members.count - 1
    }
  }
}
