/// What a file is, told by its first bytes and not by its name or by what a server calls it.
package enum FileKind: String, CaseIterable, Sendable {
  case png
  case jpg
  case webp
  case gif
  case mp4
  case mov
  case webm
  case mp3
  case wav

  /// Something else.
  case bin

  /// As many bytes as are ever looked at.
  package static let enough = 64

  package init(beginning bytes: some Collection<UInt8>) {
    let bytes = Array(bytes.prefix(Self.enough))
    func has(_ text: String, at start: Int) -> Bool {
      bytes.dropFirst(start).starts(with: text.utf8)
    }
    self =
      if bytes.starts(with: PNGStructure.signature) {
        .png
      } else if bytes.starts(with: JPEGStructure.signature) {
        .jpg
      } else if has("RIFF", at: 0) {
        has("WEBP", at: 8) ? .webp : has("WAVE", at: 8) ? .wav : .bin
      } else if has("GIF87a", at: 0) || has("GIF89a", at: 0) {
        .gif
      } else if has("ftyp", at: 4) {
        Self.isoMedia(brand: String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self))
      } else if ["moov", "mdat", "wide", "free"].contains(where: { has($0, at: 4) }) {
        .mov  // from before there were brands
      } else if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
        // Matroska's family says which of them it is within its first header.
        bytes.indices.contains { has("webm", at: $0) } ? .webm : .bin
      } else if has("ID3", at: 0) || Self.isMP3Frame(bytes) {
        .mp3
      } else {
        .bin
      }
  }

  package var contentType: String {
    switch self {
    case .png: "image/png"
    case .jpg: "image/jpeg"
    case .webp: "image/webp"
    case .gif: "image/gif"
    case .mp4: "video/mp4"
    case .mov: "video/quicktime"
    case .webm: "video/webm"
    case .mp3: "audio/mpeg"
    case .wav: "audio/wav"
    case .bin: "application/octet-stream"
    }
  }

  /// Pictures are kept in the same boxes as films.
  private static func isoMedia(brand: String) -> FileKind {
    switch brand {
    case "qt  ": .mov
    case "avif", "avis", "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1": .bin
    default: .mp4
    }
  }

  /// Eleven bits of synchronisation, then a version, layer III and a bit rate that exist.
  private static func isMP3Frame(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 4, bytes[0] == 0xFF, bytes[1] & 0xE6 == 0xE2 else { return false }
    return bytes[1] & 0x18 != 0x08 && bytes[2] & 0xF0 != 0xF0 && bytes[2] & 0x0C != 0x0C
  }
}
