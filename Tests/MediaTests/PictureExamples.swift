// Small pictures as other programs write them, made here part by part so that a test can spoil any.

func png(
  width: Int = 800, height: Int = 600, data: Int = 40, extra: [(String, Int)] = [("tEXt", 5)]
) -> [UInt8] {
  let header = big(width, 4) + big(height, 4) + [8, 2, 0, 0, 0]
  var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  bytes += chunk("IHDR", header)
  for (name, length) in extra { bytes += chunk(name, [UInt8](repeating: 7, count: length)) }
  bytes += chunk("IDAT", [UInt8](repeating: 0x55, count: data))
  return bytes + chunk("IEND", [])
}

private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
  big(data.count, 4) + Array(name.utf8) + data + [1, 2, 3, 4]
}

func jpeg(width: Int = 640, height: Int = 480, isProgressive: Bool = false) -> [UInt8] {
  var bytes: [UInt8] = [0xFF, 0xD8]
  bytes += segment(0xE0, Array("JFIF".utf8) + [0, 1, 1, 0, 0, 1, 0, 1, 0, 0])
  // A thumbnail inside: a whole JPEG of another size, which must not be taken for the picture.
  bytes += segment(0xE1, [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xFF, 0xD9])
  bytes += [0xFF, 0xFF]  // filling
  bytes += segment(0xDB, [UInt8](repeating: 16, count: 65))
  bytes += segment(
    isProgressive ? 0xC2 : 0xC0, [8] + big(height, 2) + big(width, 2) + [1, 1, 0x11, 0])
  bytes += segment(0xC4, [UInt8](repeating: 0, count: 20))
  for _ in 0..<(isProgressive ? 3 : 1) {
    bytes += segment(0xDA, [1, 1, 0, 0, 63, 0])
    // Data with a stuffed 0xFF and a restart in it.
    bytes += [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0x78]
  }
  return bytes + [0xFF, 0xD9]
}

private func segment(_ code: UInt8, _ data: [UInt8]) -> [UInt8] {
  [0xFF, code] + big(data.count + 2, 2) + data
}

func webpLossy(width: Int = 320, height: Int = 200) -> [UInt8] {
  riff(
    part(
      "VP8 ", [0x10, 0, 0, 0x9D, 0x01, 0x2A] + little(width, 2) + little(height, 2) + [1, 2, 3]))
}

func webpLossless(width: Int = 320, height: Int = 200) -> [UInt8] {
  riff(part("VP8L", [0x2F] + little((width - 1) | (height - 1) << 14, 4) + [9, 9, 9]))
}

/// With a canvas, a profile of odd length, and the picture on it.
func webpExtended(width: Int = 320, height: Int = 200) -> [UInt8] {
  let canvas = [0x10, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3)
  let picture = Array(webpLossy(width: 16, height: 16).dropFirst(12))
  return riff(part("VP8X", canvas) + part("ICCP", [1, 2, 3]) + picture)
}

private func riff(_ parts: [UInt8]) -> [UInt8] {
  Array("RIFF".utf8) + little(parts.count + 4, 4) + Array("WEBP".utf8) + parts
}

private func part(_ name: String, _ data: [UInt8]) -> [UInt8] {
  Array(name.utf8) + little(data.count, 4) + data + (data.count % 2 == 1 ? [0] : [])
}

func big(_ number: Int, _ count: Int) -> [UInt8] {
  (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}

func little(_ number: Int, _ count: Int) -> [UInt8] { big(number, count).reversed() }

/// All that are whole.
let wholePictures: [[UInt8]] = [
  png(), png(extra: []), jpeg(), jpeg(isProgressive: true), webpLossy(), webpLossless(),
  webpExtended(),
]
