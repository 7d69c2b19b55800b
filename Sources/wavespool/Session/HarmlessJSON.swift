extension String {
  /// JSON text without a character that a terminal would act upon: those are written as escapes,
  /// which read back as the same. Line feeds, which only lay a document out, stay.
  package var harmlessJSON: String {
    if utf8.allSatisfy({ $0 == 0x0a || (0x20..<0x7f).contains($0) }) { return self }
    var text: [UInt8] = []
    for scalar in unicodeScalars {
      if scalar == "\n" || !scalar.isActedUpon {
        text += scalar.utf8
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
          text += "\\u\(zeros)\(digits)".utf8
        }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Unicode.Scalar {
  fileprivate var isActedUpon: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .format: true
    default: false
    }
  }
}
