/// The kinds of pictures that the API takes.
package enum PictureFormat: String, CaseIterable, Sendable {
  case png
  case jpeg
  case webp

  package var contentType: String { "image/\(rawValue)" }

  package var fileExtension: String {
    switch self {
    case .png: "png"
    case .jpeg: "jpg"
    case .webp: "webp"
    }
  }

  /// For a person.
  package var name: String {
    switch self {
    case .png: "PNG"
    case .jpeg: "JPEG"
    case .webp: "WebP"
    }
  }
}

/// What the bytes of a picture say about it.
package struct PictureFacts: Equatable, Sendable {
  package let format: PictureFormat
  package let width: Int
  package let height: Int
  package let bytes: Int

  package init(format: PictureFormat, width: Int, height: Int, bytes: Int) {
    self.format = format
    self.width = width
    self.height = height
    self.bytes = bytes
  }
}
