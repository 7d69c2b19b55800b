/// What a model asks of a picture. Looking into the picture is `Media`'s work: these are the
/// numbers it compares with.
package struct PictureRules: Equatable, Sendable {
  /// Names as in `image/…`, lower case: `png`, `jpeg`, `webp`. Empty: any.
  package var formats: [String] = []

  /// Taken, but said to give worse results: a warning.
  package var avoidedFormats: [String] = []
  package var maximumBytes: Int?

  /// Width to height; both ends are allowed.
  package var minimumRatio: Ratio?
  package var maximumRatio: Ratio?

  /// Below it the result suffers: a warning. 720 for "720p or larger".
  package var advisedShortSide: Int?

  package init() {}

  package struct Ratio: Equatable, Sendable, CustomStringConvertible {
    package let width: Int
    package let height: Int

    package init(_ width: Int, _ height: Int) {
      self.width = width
      self.height = height
    }

    package var description: String { "\(width):\(height)" }
  }
}
