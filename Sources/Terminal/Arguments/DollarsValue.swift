extension ValueKind<Int64> {
  /// An amount of US dollars, `0.5` or `$0.50`, in millionths of a dollar: exact, never rounded.
  package static var microDollars: Self {
    ValueKind("USD") { text throws(BadValue) in try readMicroDollars(text) }
  }
}

private func readMicroDollars(_ text: String) throws(BadValue) -> Int64 {
  let amount = text.hasPrefix("$") ? text.dropFirst() : text[...]
  let parts = amount.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  let fraction = parts.count == 2 ? parts[1] : ""
  guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !fraction.isEmpty,
    [whole, fraction].allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
  else {
    throw BadValue(
      "\(quoted(text)) is not an amount of dollars", hint: "Say it like 0.5 or '$0.50'.")
  }
  guard fraction.utf8.count <= 6 else {
    throw BadValue("\(quoted(text)) has more than six decimals")
  }
  let zeros = String(repeating: "0", count: 6 - fraction.utf8.count)
  guard let micros = Int64(String(whole) + fraction + zeros) else {
    throw BadValue("\(quoted(text)) is too large")
  }
  return micros
}
