// Two spellings of a timestamp: SQLite's own, `YYYY-MM-DD HH:MM:SS.SSS`, in the database, so that
// `WHERE created_at > datetime('now','-1 day')` just works; RFC 3339 with `Z` in JSON.
// Days are counted from 1970-01-01 in the proleptic Gregorian calendar. The year is made to start
// in March, so that the leap day is its last and every month before it has a fixed offset.

extension Timestamp {
  /// `2026-04-01 12:34:56.789`
  package var sqlText: String { text(separator: " ") }

  /// `2026-04-01T12:34:56.789Z`
  package var rfc3339: String { text(separator: "T", suffix: "Z") }

  /// `2026-04-01`: the UTC day, by which budgets and folders go.
  package var dayText: String { String(sqlText.prefix(10)) }

  /// Reads SQLite's form or RFC 3339, with any number of fractional digits, with `Z`, an offset
  /// or no zone (then UTC). Nil for anything else, for dates that do not exist, and for what an
  /// offset carries out of the years 0000 to 9999.
  package init?(_ text: some StringProtocol) {
    var reader = DigitReader(text.utf8)
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
      reader.skip("-"), let day = reader.number(2),
      (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day)
    else { return nil }
    var milliseconds = daysSinceEpoch(year: year, month: month, day: day) * 86_400_000
    if !reader.isAtEnd {
      guard reader.skip(" ") || reader.skip("T") || reader.skip("t"),
        let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2),
        hour < 24, minute < 60
      else { return nil }
      milliseconds += hour * 3_600_000 + minute * 60_000
      if reader.skip(":") {
        guard let second = reader.number(2), second < 60 else { return nil }
        milliseconds += second * 1000
        if reader.skip(".") {
          guard let fraction = reader.fractionInMilliseconds() else { return nil }
          milliseconds += fraction
        }
      }
      guard let offset = reader.zoneOffsetInMinutes() else { return nil }
      milliseconds -= offset * 60_000
    }
    let range = Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds
    guard reader.isAtEnd, range.contains(milliseconds) else { return nil }
    self.init(milliseconds: milliseconds)
  }

  private func text(separator: Unicode.Scalar, suffix: Unicode.Scalar? = nil) -> String {
    let days = (milliseconds - (milliseconds < 0 ? 86_399_999 : 0)) / 86_400_000
    let rest = milliseconds - days * 86_400_000
    let (year, month, day) = date(daysSinceEpoch: days)
    var text: [UInt8] = []
    text.reserveCapacity(24)
    text.append(year, digits: 4)
    text.append(UInt8(ascii: "-"))
    text.append(month, digits: 2)
    text.append(UInt8(ascii: "-"))
    text.append(day, digits: 2)
    text.append(UInt8(ascii: separator))
    text.append(rest / 3_600_000, digits: 2)
    text.append(UInt8(ascii: ":"))
    text.append(rest / 60_000 % 60, digits: 2)
    text.append(UInt8(ascii: ":"))
    text.append(rest / 1000 % 60, digits: 2)
    text.append(UInt8(ascii: "."))
    text.append(rest % 1000, digits: 3)
    if let suffix { text.append(UInt8(ascii: suffix)) }
    return String(decoding: text, as: UTF8.self)
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ number: Int64, digits: Int) {
    var scale: Int64 = 1
    for _ in 1..<digits { scale *= 10 }
    while scale > 0 {
      append(48 + UInt8(number.magnitude / UInt64(scale) % 10))
      scale /= 10
    }
  }
}

private func isLeap(_ year: Int64) -> Bool {
  year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

private func daysIn(month: Int64, of year: Int64) -> Int64 {
  switch month {
  case 2: isLeap(year) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

private let daysPerEra: Int64 = 146_097  // 400 years

private func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
  let marchYear = month <= 2 ? year - 1 : year
  let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
  let yearOfEra = marchYear - era * 400
  let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * daysPerEra + dayOfEra - 719_468
}

private func date(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let shifted = days + 719_468
  let era = (shifted >= 0 ? shifted : shifted - daysPerEra + 1) / daysPerEra
  let dayOfEra = shifted - era * daysPerEra
  let yearOfEra =
    (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / (daysPerEra - 1)) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let marchMonth = (5 * dayOfYear + 2) / 153
  let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
}

private struct DigitReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: some Sequence<UInt8>) {
    bytes = Array(text)
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func number(_ width: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  mutating func fractionInMilliseconds() -> Int64? {
    guard var value = digit() else { return nil }
    var scale: Int64 = 100
    value *= scale
    while let digit = digit() {
      scale /= 10
      value += digit * scale
    }
    return value
  }

  mutating func zoneOffsetInMinutes() -> Int64? {
    if isAtEnd || skip("Z") || skip("z") { return 0 }
    let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(2), hours < 24, skip(":"), let minutes = number(2),
      minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }

  private mutating func digit() -> Int64? {
    guard position < bytes.count, (48...57).contains(bytes[position]) else { return nil }
    defer { position += 1 }
    return Int64(bytes[position] - 48)
  }
}
