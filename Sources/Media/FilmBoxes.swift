/// Whether a film in boxes (MP4, QuickTime) is all there: each of the outermost says how long it is, the
/// next begins where it ends, and the last ends with the file.
///
///     ftyp   the family        moov   what is where        mdat   pictures and sound
///     moof   the index of the mdat behind it        free, sidx, …   passed over
///
/// A film in pieces of moof and mdat that was cut between two of them looks whole: nothing in it says
/// how many there are.
///
/// A few bytes of each box are looked at: 200 MB are judged by some small reads.
package enum FilmBoxes {
  /// What is wrong with it, to go on after "the film": "has no moov box". Nil when nothing is, or when
  /// there are more boxes than anybody counts.
  ///
  /// `bytes` is asked for so many from a place on, all of them within the file.
  package static func fault<Failure: Error>(
    in length: Int, _ bytes: (_ place: Int, _ count: Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> String? {
    var place = 0
    var hasIndex = false
    var hasData = false
    var owesData = false
    for _ in 0..<mostBoxes {
      let left = length - place
      guard left > 0 else {
        if !hasIndex { return "has no moov box, without which nothing in it is found" }
        if owesData { return "ends before the data of its last piece" }
        return hasData ? nil : "has no mdat box: there are no pictures in it"
      }
      let header = try bytes(place, min(longestHeader, left))
      guard let box = Box(header) else { return "ends within the header of a box" }
      guard let size = box.size(of: left) else { return "has a box of no possible length" }
      guard size <= left else {
        return "ends \(size - UInt(left)) bytes before its \(box.words) does"
      }
      switch box.name {
      case "moov": hasIndex = true
      case "moof": owesData = true
      case "mdat": (hasData, owesData) = (true, false)
      default: break
      }
      place += Int(size)
    }
    return nil
  }

  private static let longestHeader = 16

  /// A film that is written piece by piece has two a second or so.
  private static let mostBoxes = 100_000
}

/// How a box begins: its length in 32 bits, its name, and where that length is 1 another in 64.
private struct Box {
  let name: String
  private let length: Int
  private let longLength: UInt?

  /// Nil when the header is not all there.
  init?(_ header: [UInt8]) {
    guard header.count >= 8 else { return nil }
    length = bigEndian(header[..<4])
    name = String(decoding: header[4..<8], as: UTF8.self)
    guard length == 1 else {
      longLength = nil
      return
    }
    guard header.count >= 16 else { return nil }
    longLength = header[8..<16].reduce(0) { $0 << 8 | UInt($1) }
  }

  /// With its header. Nil for one that is shorter than that; a length of 0 reaches to the end.
  func size(of left: Int) -> UInt? {
    switch (length, longLength) {
    case (0, _): UInt(left)
    case (_, let long?): long >= 16 ? long : nil
    case (let short, nil): short >= 8 ? UInt(short) : nil
    }
  }

  /// Its name is anybody's four bytes.
  var words: String {
    let isName = name.utf8.count == 4 && name.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    return isName ? "\(name) box" : "box"
  }
}
