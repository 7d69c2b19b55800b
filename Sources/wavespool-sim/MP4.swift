/// A file type box, a movie box without tracks, and media data up to the size.
func mp4(size: Int, _ dice: inout Dice) -> [UInt8] {
  let fileType = box("ftyp", Array("isom".utf8) + bigEndian(512) + Array("isomiso2mp41".utf8))
  let header: [UInt8] =
    bigEndian(0) + bigEndian(0) + bigEndian(0) + bigEndian(1000) + bigEndian(5000)
    + bigEndian(0x0001_0000) + [1, 0, 0, 0] + bigEndian(0) + bigEndian(0)
    + unityMatrix.flatMap { bigEndian($0) }
    + [UInt8](repeating: 0, count: 24) + bigEndian(1)
  let film = box("moov", box("mvhd", header))
  let rest = max(64, size - fileType.count - film.count - 8)
  return fileType + film + box("mdat", noise(rest, &dice))
}

private let unityMatrix: [UInt32] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000]

private func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
  bigEndian(UInt32(content.count + 8)) + Array(name.utf8) + content
}
