extension JSON {
  /// The members of an object, in the order they were written. No key occurs twice.
  package struct Object: Equatable, Sendable {
    package struct Member: Equatable, Sendable {
      package let key: String
      package var value: JSON
    }

    package private(set) var members: [Member] = []

    package init() {}

    /// A key given twice has its last value, in its first place.
    package init(_ members: some Sequence<(String, JSON)>) {
      for (key, value) in members { self[key] = value }
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
    package var keys: [String] { members.map(\.key) }

    /// Setting replaces the value in its place or appends a member; setting nil removes it.
    package subscript(key: String) -> JSON? {
      get { members.first { $0.key == key }?.value }
      set {
        let place = members.firstIndex { $0.key == key }
        switch (place, newValue) {
        case (let place?, let value?): members[place].value = value
        case (let place?, nil): members.remove(at: place)
        case (nil, let value?): members.append(Member(key: key, value: value))
        case (nil, nil): break
        }
      }
    }

    /// For the parser, which knows how often each key came.
    init(unique members: [Member]) {
      self.members = members
    }
  }
}
