/// Why bytes are no picture that can be sent.
package enum PictureFault: Error, Equatable, Sendable {
  case empty

  /// Something else, or a kind of picture that the API does not take.
  case notAPicture(FileKind)

  /// The file ends before the picture does.
  case truncated(PictureFormat)
  case damaged(PictureFormat, String)
  case tooLarge(limit: Int)
}

extension PictureFault: CustomStringConvertible {
  /// Goes on after "the picture": "is empty".
  package var description: String {
    switch self {
    case .empty: "is empty"
    case .notAPicture(.bin): "is of no known kind: PNG, JPEG and WebP are taken"
    case .notAPicture(let kind):
      "is a \(kind.rawValue.uppercased()) file: PNG, JPEG and WebP are taken"
    case .truncated(let format): "is cut off: the \(format.name) ends before its picture does"
    case .damaged(let format, let what): "is a damaged \(format.name): \(what)"
    case .tooLarge(let limit): "is larger than \(limit / 1_000_000) MB"
    }
  }
}
