package import JSON

/// Something about an input that may be sent, but that the model's documentation advises against.
package enum InputWarning: Equatable, Sendable {
  case avoidedFormat(String, format: String)
}

extension InputWarning: CustomStringConvertible {
  package var description: String {
    switch self {
    case .avoidedFormat(let key, let format):
      "\(key) looks like \(format.uppercased()), which this model does poorly with"
    }
  }
}

extension Model {
  /// What can be told from the address of a picture; the rest is seen in the picture itself.
  package func warnings(for input: JSON.Object) -> [InputWarning] {
    var warnings: [InputWarning] = []
    for picture in pictures {
      for format in picture.picture?.avoidedFormats ?? [] {
        let addresses = input[picture.key].map { ($0.array ?? [$0]).compactMap(\.string) } ?? []
        if addresses.contains(where: { names(format, $0) }) {
          warnings.append(.avoidedFormat(picture.key, format: format))
        }
      }
    }
    return warnings
  }
}

private func names(_ format: String, _ address: String) -> Bool {
  switch PictureAddress(address) {
  case .data(let type): type == "image/" + format
  case .web: address.prefix { $0 != "?" && $0 != "#" }.lowercased().hasSuffix("." + format)
  case .kept, nil: false
  }
}
