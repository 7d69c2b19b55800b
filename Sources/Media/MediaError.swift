import Glibc

/// Why a kept picture could not be kept, found or read.
package enum MediaError: Error, Equatable, Sendable {
  case picture(PictureFault)

  /// No file has this digest.
  case missing(Digest)

  /// A file has its name, but not its content any more.
  case changed(Digest)

  /// A `data:` URI declares another type than its bytes have.
  case mislabelled(declared: String, found: PictureFormat)
  case notBase64

  /// An output with nothing in it, or with more than is allowed.
  case nothing
  case tooLarge(limit: Int)
  case system(String, path: String, code: Int32)

  /// From `errno`.
  static func failure(_ act: String, _ path: String) -> MediaError {
    .system(act, path: path, code: errno)
  }

  /// Whether the picture itself is at fault, and not the disk: trying again changes nothing.
  package var isAboutPicture: Bool {
    switch self {
    case .picture, .missing, .changed, .mislabelled, .notBase64, .nothing: true
    case .tooLarge, .system: false
    }
  }
}

extension MediaError: CustomStringConvertible {
  /// A sentence of its own.
  package var description: String {
    switch self {
    case .picture(let fault): "the picture \(fault)"
    case .missing(let digest): "the picture \(digest.address) is not in the media folder"
    case .changed(let digest): "the picture \(digest.address) was damaged in the media folder"
    case .mislabelled(let declared, let found):
      "the data: URI declares \(declared), but its bytes are a \(found.name)"
    case .notBase64: "the data: URI is not Base64 throughout"
    case .nothing: "there is nothing in it"
    case .tooLarge(let limit): "it is larger than \(limit) bytes"
    case .system(let act, let path, let code):
      // SAFETY: the text is copied before another call could replace it.
      "\(path) cannot be \(act): \(unsafe String(cString: strerror(code)))"
    }
  }
}
