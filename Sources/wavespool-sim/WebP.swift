/// One lossless pixel: five codes of a single symbol each, four of which are the colour.
func webp(_ dice: inout Dice) -> [UInt8] {
  var bits: [Bool] = []
  func put(_ value: UInt64, _ count: Int) {
    for place in 0..<count { bits.append(value >> UInt64(place) & 1 == 1) }
  }
  put(0, 14)  // width and height, less one
  put(0, 14)
  put(0, 1)  // no alpha
  put(0, 3)  // version
  put(0, 3)  // no transform, no colour cache, one group of codes
  for colour in [dice.next() & 255, dice.next() & 255, dice.next() & 255, UInt64(255)] {
    put(0b101, 3)  // a simple code, of one symbol, of eight bits
    put(colour, 8)
  }
  put(0b001, 3)  // the distance code: one symbol of one bit
  put(0, 1)
  var data: [UInt8] = [0x2F]
  for start in stride(from: 0, to: bits.count, by: 8) {
    let byte = bits[start..<min(start + 8, bits.count)].enumerated()
    data.append(byte.reduce(0) { $0 | ($1.element ? 1 << UInt8($1.offset) : 0) })
  }
  let padded = data.count % 2 == 0 ? data : data + [0]
  let content =
    Array("WEBPVP8L".utf8) + bigEndian(UInt32(data.count)).reversed() + padded
  return Array("RIFF".utf8) + bigEndian(UInt32(content.count)).reversed() + content
}
