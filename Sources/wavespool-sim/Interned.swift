/// Each value once, named by a small number.
struct Interned<Value: Hashable> {
  private(set) var all: [Value] = []
  private var places: [Value: Int32] = [:]

  subscript(place: Int32) -> Value { all[Int(place)] }

  func find(_ value: Value) -> Int32? { places[value] }

  mutating func place(of value: Value) -> Int32 {
    if let place = places[value] { return place }
    let place = Int32(all.count)
    all.append(value)
    places[value] = place
    return place
  }
}
