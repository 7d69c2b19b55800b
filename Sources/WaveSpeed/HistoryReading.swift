package import Spool

/// The pages of the history that were read so far.
///
/// A page that is shorter than was asked for may still have others behind it, and predictions that
/// appear meanwhile push others onto the next page: only a page that shows nothing new is the last.
package struct HistoryReading: Equatable, Sendable {
  package private(set) var items: [HistoryItem] = []

  /// Entries that name no prediction: nobody can say whose they are.
  package private(set) var unreadable = 0

  /// A whole page showed nothing new: what is behind it cannot be read.
  package private(set) var goesInCircles = false
  private var seen: Set<PredictionID> = []
  private var bytes = 0

  /// Inputs and outputs may be inside. What an account did in a week is a few megabytes without.
  private static let mostBytes = 64 << 20

  package init() {}

  /// Whether there may be another page after this one.
  package mutating func take(_ page: HistoryPage) -> Bool {
    let news = page.items.filter { seen.insert($0.prediction).inserted }
    items += news
    unreadable += page.unreadable
    bytes += page.bytes
    goesInCircles = news.isEmpty && page.count >= HistoryPage.asked
    return !news.isEmpty
  }

  /// Whether it must be left at what was read.
  package var isTooLarge: Bool { bytes > HistoryReading.mostBytes }

  package func contains(_ prediction: PredictionID) -> Bool { seen.contains(prediction) }
}
