// Text from outside (a reply, a file name, a prompt, a database row) is shown, never obeyed: it
// cannot move the cursor, forge a line, reverse the reading order or smuggle what nobody sees.
// What could is spelled out instead: `\n`, `\x1b`, `\u{202e}`. Backslashes stay as they are; the
// result is for eyes, not for reading back.
//
// Bytes are gathered, not scalars: `UnicodeScalarView.append(contentsOf:)` copies all that is there,
// which for a megabyte of escapes takes hours.

extension String {
  /// The text on one line, with everything a terminal would act upon spelled out.
  package var visible: String {
    visible(keepingLines: false)
  }

  /// As `visible`; line feeds stay line feeds where the caller lays out several lines itself.
  package func visible(keepingLines: Bool) -> String {
    if utf8.allSatisfy(isPrintableASCII) { return self }
    var shown: [UInt8] = []
    for scalar in unicodeScalars {
      if !scalar.isActedUpon || (keepingLines && scalar == "\n") {
        shown += scalar.utf8
      } else {
        shown += scalar.spelledOut.utf8
      }
    }
    return String(decoding: shown, as: UTF8.self)
  }

  /// Bytes that claim to be UTF-8; those that are not become `\xff`.
  package init(visibleUTF8 bytes: some Sequence<UInt8>) {
    var text: [UInt8] = []
    let bytes = Array(bytes)
    var position = 0
    while position < bytes.count {
      var rest = bytes[position...].makeIterator()
      var parser = Unicode.UTF8.ForwardParser()
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        text += scalar.isActedUpon ? Array(scalar.spelledOut.utf8) : Array(scalar.utf8)
        position += encoded.count
      case .error(let length):
        for byte in bytes[position..<position + length] { text += hexadecimal(byte).utf8 }
        position += length
      case .emptyInput:
        position = bytes.count
      }
    }
    self.init(decoding: text, as: UTF8.self)
  }
}

private func isPrintableASCII(_ byte: UInt8) -> Bool {
  (0x20..<0x7f).contains(byte)
}

private func hexadecimal(_ byte: UInt8) -> String {
  "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
}

extension Unicode.Scalar {
  /// Whether a terminal or the bidirectional algorithm would do something other than show it.
  fileprivate var isActedUpon: Bool {
    if isASCII { return value < 0x20 || value == 0x7f }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      return true
    case .format:
      // Joiners make emoji and Persian; Arabic number signs are visible letters. The others are
      // direction overrides, byte order marks, tags and annotations.
      if value == 0x200c || value == 0x200d { return false }
      return properties.isDefaultIgnorableCodePoint || (0xfff9...0xfffb).contains(value)
    default:
      return false
    }
  }

  fileprivate var spelledOut: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: isASCII ? hexadecimal(UInt8(value)) : "\\u{" + String(value, radix: 16) + "}"
    }
  }
}
