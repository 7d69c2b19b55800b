/// What is asked of a picture, compared with what it is.
package struct PictureCheck: Equatable, Sendable {
  /// Names as in `image/…`; empty for any.
  package var formats: [String]

  /// Taken, but said to give worse results.
  package var avoidedFormats: [String]
  package var maximumBytes: Int?

  /// Width to height; both ends are allowed.
  package var minimumRatio: Ratio?
  package var maximumRatio: Ratio?

  /// Below it the result suffers.
  package var advisedShortSide: Int?

  /// Whatever the model says, no upload may be larger.
  package static let largestUpload = 200_000_000

  package init(
    formats: [String] = [], avoidedFormats: [String] = [], maximumBytes: Int? = nil,
    minimumRatio: Ratio? = nil, maximumRatio: Ratio? = nil, advisedShortSide: Int? = nil
  ) {
    self.formats = formats
    self.avoidedFormats = avoidedFormats
    self.maximumBytes = maximumBytes
    self.minimumRatio = minimumRatio
    self.maximumRatio = maximumRatio
    self.advisedShortSide = advisedShortSide
  }

  package struct Ratio: Equatable, Sendable {
    package let width: Int
    package let height: Int

    package init(_ width: Int, _ height: Int) {
      self.width = width
      self.height = height
    }
  }

  /// What keeps the picture from being sent. Each goes on after "the picture": "is a WebP; …".
  package func problems(with picture: PictureFacts) -> [String] {
    var problems: [String] = []
    if !formats.isEmpty, !formats.contains(picture.format.rawValue) {
      let taken = formats.map { $0.uppercased() }.joined(separator: ", ")
      problems.append("is a \(picture.format.name); the model takes \(taken)")
    }
    let limit = min(maximumBytes ?? Self.largestUpload, Self.largestUpload)
    if picture.bytes > limit {
      problems.append("has \(picture.bytes) bytes; at most \(limit) are taken")
    }
    if let range = ratioProblem(picture) {
      problems.append("is \(picture.width) × \(picture.height); its sides may be \(range)")
    }
    return problems
  }

  /// What the result may suffer from.
  package func warnings(about picture: PictureFacts) -> [String] {
    var warnings: [String] = []
    if avoidedFormats.contains(picture.format.rawValue) {
      warnings.append("is a \(picture.format.name), which this model does poorly with")
    }
    let shortSide = min(picture.width, picture.height)
    if let advisedShortSide, shortSide < advisedShortSide {
      warnings.append(
        "is \(picture.width) × \(picture.height); at least \(advisedShortSide) pixels on the short "
          + "side give better results")
    }
    return warnings
  }

  private func ratioProblem(_ picture: PictureFacts) -> String? {
    let (width, height) = (picture.width, picture.height)
    // Sides have at most 31 bits, so that products fit.
    let isTooNarrow = minimumRatio.map { width * $0.height < height * $0.width } ?? false
    let isTooWide = maximumRatio.map { width * $0.height > height * $0.width } ?? false
    guard isTooNarrow || isTooWide else { return nil }
    switch (minimumRatio, maximumRatio) {
    case (let least?, let most?): return "from \(least) to \(most)"
    case (let least?, nil): return "\(least) or wider"
    case (nil, let most?): return "\(most) or narrower"
    case (nil, nil): return nil
    }
  }
}

extension PictureCheck.Ratio: CustomStringConvertible {
  package var description: String { "\(width):\(height)" }
}
