extension ArraySlice<UInt8> {
  /// Whether `needle` stands anywhere in these bytes.
  func contains(_ needle: [UInt8]) -> Bool { place(of: needle) != nil }

  /// Where `needle` stands first.
  func place(of needle: [UInt8]) -> Range<Int>? {
    guard let first = needle.first else { return startIndex..<startIndex }
    var rest = self
    while let start = rest.firstIndex(of: first), endIndex - start >= needle.count {
      if self[start..<start + needle.count].elementsEqual(needle) {
        return start..<start + needle.count
      }
      rest = self[(start + 1)...]
    }
    return nil
  }
}
