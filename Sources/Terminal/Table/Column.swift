/// One column of a table: what it is called, and how it gives way when the table is too wide.
///
/// First all go down to their ideal width, the highest `shrinksAt` before the others; then, in the
/// same order, to their minimum. Where even the minimums do not fit, columns that are expendable
/// leave, the highest rank first.
package struct Column: Sendable {
  package let title: String
  package let alignment: Alignment

  /// Nil for a column that is cut only when nothing else is left to give.
  package let minimum: Int?

  /// Nil where it is the minimum.
  package let ideal: Int?
  package let shrinkRank: Int
  package let expendableRank: Int?
  package let elision: Elision

  package init(
    _ title: String, _ alignment: Alignment = .left, minimum: Int? = nil, ideal: Int? = nil,
    shrinksAt shrinkRank: Int = 0, expendableAt expendableRank: Int? = nil,
    eliding elision: Elision = .end
  ) {
    self.title = title
    self.alignment = alignment
    self.minimum = minimum
    self.ideal = ideal
    self.shrinkRank = shrinkRank
    self.expendableRank = expendableRank
    self.elision = elision
  }
}

/// What stands in one place of a table. Text from outside is made harmless here.
package struct Cell: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  package let text: String
  package let style: Style

  package init(_ text: String, _ style: Style = []) {
    self.text = text.visible
    self.style = style
  }

  package init(stringLiteral text: String) {
    self.init(text)
  }
}
