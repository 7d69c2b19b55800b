import TestSupport
import Testing

@Suite struct `The manual of the daemon` {
  @Test func `lists every variable that its options name`() throws {
    let page = try Program.run(try Program.built("wavespoold"), ["help", "--man"]).stdout
    let parts = page.split(separator: "\n.SH \"")
    let options = try #require(parts.first { $0.hasPrefix("OPTIONS") })
    let environment = try #require(parts.first { $0.hasPrefix("ENVIRONMENT") })
    let named = options.split { !($0.isLetter || $0 == "_" || $0 == "$") }
      .filter { $0.hasPrefix("$") }.map { $0.dropFirst() }

    #expect(named.count >= 4)
    for name in named { #expect(environment.contains(name), "\(name)") }
  }
}
