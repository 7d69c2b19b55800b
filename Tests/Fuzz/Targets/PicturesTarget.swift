import Media
import WaveSpeed

extension FuzzTarget {
  /// A picture that somebody wants to send, or a film that was fetched.
  static let pictures = FuzzTarget("pictures") { bytes in
    let kind = FileKind(beginning: bytes)
    try promise(
      "a kind shows at the beginning", kind == FileKind(beginning: bytes.prefix(FileKind.enough)))
    let whole = facts([bytes[...]])
    try promise(
      "a picture is the same in any pieces", whole == facts(bytes.pieces(of: bytes.count % 7 + 1)))
    switch whole {
    case .failure(let fault): try promise("a fault is harmless", fault.description.isHarmless)
    case .success(let facts):
      try promise("a picture has its length", facts.bytes == bytes.count)
      let most = longestSide(facts.format)
      try promise("a picture has sides", (1...most).contains(facts.width))
      try promise("a picture has sides", (1...most).contains(facts.height))
      try promise("a picture is of its kind", kind.rawValue == facts.format.fileExtension)
      for check in checks {
        let words = check.problems(with: facts) + check.warnings(about: facts)
        try promise("what is said of a picture is harmless", words.allSatisfy(\.isHarmless))
      }
    }
    try encode(bytes)
    try follow(bytes)
  }
}

/// The boxes of a film are followed without leaving it or standing still, and what is wrong with them
/// is said in words that any terminal can show.
private func follow(_ bytes: [UInt8]) throws {
  var last = -1
  let fault = try FilmBoxes.fault(in: bytes.count) { place, count in
    try promise("a film is followed from box to box", place > last)
    try promise("a box lies in its film", count > 0 && place + count <= bytes.count)
    last = place
    return Array(bytes[place..<(place + count)])
  }
  try promise("a fault of a film is harmless", fault?.isHarmless ?? true)
  guard fault == nil else { return }
  let cut = FilmBoxes.fault(in: bytes.count - 1) { place, count in
    Array(bytes[place..<(place + count)])
  }
  // But for an open end, a whole film has no byte to spare.
  let isOpen = bytes[last..<min(last + 4, bytes.count)].allSatisfy { $0 == 0 }
  try promise("a whole film is not whole without its last byte", cut != nil || isOpen)
}

private func facts(_ pieces: [ArraySlice<UInt8>]) -> Result<PictureFacts, PictureFault> {
  Result { () throws(PictureFault) in
    var reader = PictureReader()
    for piece in pieces { try reader.take(piece.span) }
    return try reader.finish()
  }
}

/// What two bytes, 31 bits or a canvas can say.
private func longestSide(_ format: PictureFormat) -> Int {
  switch format {
  case .png: 1 << 31 - 1
  case .jpeg: 1 << 16 - 1
  case .webp: 1 << 24
  }
}

private let checks: [PictureCheck] = [
  PictureCheck(),
  PictureCheck(
    formats: ["png"], avoidedFormats: ["webp"], maximumBytes: 100, minimumRatio: .init(1, 4),
    maximumRatio: .init(4, 1), advisedShortSide: 720),
]

/// Bytes become Base64 and come back; what is no Base64 is refused, in any pieces.
private func encode(_ bytes: [UInt8]) throws {
  var encoder = Base64Encoder()
  var letters: [UInt8] = []
  for piece in bytes.pieces(of: bytes.count % 5 + 1) { letters += encoder.take(piece.span) }
  letters += encoder.finish()
  try promise("Base64 comes back", decoded([letters[...]]) == bytes)
  try promise(
    "Base64 is the same in any pieces",
    decoded([bytes[...]]) == decoded(bytes.pieces(of: bytes.count % 5 + 1)))
}

private func decoded(_ pieces: [ArraySlice<UInt8>]) -> [UInt8]? {
  var decoder = Base64Decoder()
  var bytes: [UInt8] = []
  do throws(Base64Decoder.Malformed) {
    for piece in pieces { bytes += try decoder.take(piece.span) }
    return bytes + (try decoder.finish())
  } catch {
    return nil
  }
}
