func noise(_ count: Int, _ dice: inout Dice) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + 8)
  while bytes.count < count {
    let number = dice.next()
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
  bytes.removeLast(bytes.count - count)
  return bytes
}

func bigEndian(_ number: UInt32) -> [UInt8] {
  [UInt32(24), 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
