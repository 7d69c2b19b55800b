extension String {
  /// JSON text without a character that a terminal would act upon: those are written as escapes,
  /// which read back as the same. Line feeds, which only lay a document out, stay.
  var harmlessJSON: String {
    if utf8.allSatisfy({ $0 == 0x0a || (0x20..<0x7f).contains($0) }) { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "\n" || !scalar.isActedUpon {
        text.append(scalar)
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
          text.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
        }
      }
    }
    return String(text)
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
