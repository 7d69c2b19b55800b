/// A promise that was broken, in words.
package struct Violation: Error, Equatable, Sendable {
  package let words: String

  init(_ words: String) {
    self.words = words
  }
}
