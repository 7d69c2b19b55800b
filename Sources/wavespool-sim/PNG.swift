/// Sixteen by sixteen pixels of one colour with a little noise, stored without compression.
func png(_ dice: inout Dice) -> [UInt8] {
  var pixels: [UInt8] = []
  for _ in 0..<16 { pixels += [0] + noise(16 * 3, &dice) }
  let count = UInt16(pixels.count)
  let both: [UInt16] = [count, ~count]
  let lengths = both.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  let stream: [UInt8] = [0x78, 0x01, 0x01] + lengths + pixels + bigEndian(adler32(pixels))
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    + chunk("IHDR", bigEndian(16) + bigEndian(16) + [8, 2, 0, 0, 0])
    + chunk("IDAT", stream) + chunk("IEND", [])
}

private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
  let named = Array(name.utf8) + content
  return bigEndian(UInt32(content.count)) + named + bigEndian(crc32(named))
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var crc: UInt32 = ~0
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return ~crc
}

private func adler32(_ bytes: [UInt8]) -> UInt32 {
  var (a, b): (UInt32, UInt32) = (1, 0)
  for byte in bytes {
    a = (a + UInt32(byte)) % 65_521
    b = (b + a) % 65_521
  }
  return b << 16 | a
}
