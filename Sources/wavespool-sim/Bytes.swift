/// So many bytes: random ones, which repeat themselves beyond a megabyte, for a film of 200 MB is to cost
/// no more than copying it.
func noise(_ count: Int, _ dice: inout Dice) -> [UInt8] {
  guard count > 1 << 20 else { return random(count, &dice) }
  let block = random(1 << 20, &dice)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count)
  while bytes.count + block.count <= count { bytes += block }
  return bytes + block[..<(count - bytes.count)]
}

private func random(_ count: Int, _ dice: inout Dice) -> [UInt8] {
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
