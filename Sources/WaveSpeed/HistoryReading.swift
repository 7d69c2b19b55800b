package import Spool

/// The pages of the history that were read so far.
///
/// A page that is shorter than was asked for may still have others behind it, and predictions that
/// appear meanwhile push others onto the next page: only a page that shows nothing new is the last.
package struct HistoryReading: Equatable, Sendable {
  package private(set) var items: [HistoryItem] = []

  /// Entries that name no prediction: nobody can say whose they are.
  package private(set) var unreadable = 0

  /// The page to ask for, counted from 1.
  package private(set) var page = 1

  /// There was more of it than was read.
  package private(set) var isCutShort = false
  private let mostPages: Int
  private var seen: Set<PredictionID> = []
  private var bytes = 0

  /// Inputs and outputs may be inside. What an account did in a week is a few megabytes without.
  private static let mostBytes = 64 << 20

  package init(atMost pages: Int) {
    mostPages = pages
  }

  /// Whether `page` is to be asked for next, or this was the last.
  package mutating func take(_ shown: HistoryPage) -> Bool {
    let news = shown.items.filter { seen.insert($0.prediction).inserted }
    items += news
    unreadable += shown.unreadable
    bytes += shown.bytes
    guard !news.isEmpty else {
      // A whole page of nothing new: it goes in circles, and what is behind it cannot be read.
      isCutShort = shown.count >= HistoryPage.asked
      return false
    }
    guard page < mostPages, bytes <= HistoryReading.mostBytes else {
      isCutShort = true
      return false
    }
    page += 1
    return true
  }

  package func contains(_ prediction: PredictionID) -> Bool { seen.contains(prediction) }
}
