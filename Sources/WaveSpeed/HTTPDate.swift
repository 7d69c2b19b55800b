package import Spool

extension Timestamp {
  /// The three forms of a date in HTTP, all in UTC (RFC 9110, 5.6.7):
  ///
  ///     Sun, 06 Nov 1994 08:49:37 GMT
  ///     Sunday, 06-Nov-94 08:49:37 GMT
  ///     Sun Nov  6 08:49:37 1994
  ///
  /// Nil for anything else. A year of two digits is from 1970 to 2069.
  package init?(httpDate text: String) {
    guard text.utf8.count <= 64 else { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
    switch parts.count {
    case 6 where parts[5] == "GMT":
      self.init(day: parts[1], month: parts[2], year: parts[3], time: parts[4])
    case 4 where parts[3] == "GMT":
      let date = parts[1].split(separator: "-", omittingEmptySubsequences: false)
      guard date.count == 3 else { return nil }
      self.init(day: date[0], month: date[1], year: date[2], time: parts[2])
    case 5:
      self.init(day: parts[2], month: parts[1], year: parts[4], time: parts[3])
    default:
      return nil
    }
  }

  private init?(day: Substring, month: Substring, year: Substring, time: Substring) {
    guard let place = months.firstIndex(of: month), let year = fullYear(year),
      (1...2).contains(day.utf8.count)
    else { return nil }
    let month = (place < 9 ? "0" : "") + String(place + 1)
    let day = (day.utf8.count == 1 ? "0" : "") + day
    // A leap second is the last of its minute to us.
    let time = time.hasSuffix(":60") ? time.dropLast(2) + "59" : time
    guard time.utf8.count == 8 else { return nil }
    self.init("\(year)-\(month)-\(day) \(time)")
  }
}

private let months: [Substring] = [
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

private func fullYear(_ text: Substring) -> String? {
  switch text.utf8.count {
  case 4: String(text)
  case 2: (text < "70" ? "20" : "19") + text
  default: nil
  }
}
