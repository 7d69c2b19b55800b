import Spool
import Testing
import WaveSpeed

@Suite struct `The address of the API` {
  @Test(arguments: [
    ("https://api.wavespeed.ai", "https://api.wavespeed.ai", false),
    ("https://api.wavespeed.ai/", "https://api.wavespeed.ai", false),
    ("HTTPS://API.WaveSpeed.AI:8443//", "https://api.wavespeed.ai:8443", false),
    ("https://proxy.example/wave/speed/", "https://proxy.example/wave/speed", false),
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080", true),
    ("http://127.1.2.3", "http://127.1.2.3", true),
    ("http://localhost:1/x", "http://localhost:1/x", true),
    ("http://[::1]:8080/", "http://[::1]:8080", true),
    ("https://localhost", "https://localhost", true),
    ("https://[2001:db8::1]", "https://[2001:db8::1]", false),
  ])
  func `is read and written`(text: String, written: String, isLoopback: Bool) throws {
    let address = try APIAddress(text)
    #expect(address.description == written)
    #expect(address.isLoopback == isLoopback)
    #expect(address.isEncrypted == written.hasPrefix("https:"))
  }

  @Test(
    arguments: [
      ("http://api.wavespeed.ai", .plainHTTP(host: "api.wavespeed.ai")),
      ("http://127.evil.example", .plainHTTP(host: "127.evil.example")),
      ("http://127.0.0.1.evil.example", .plainHTTP(host: "127.0.0.1.evil.example")),
      ("http://localhost.evil.example", .plainHTTP(host: "localhost.evil.example")),
      ("http://128.0.0.1", .plainHTTP(host: "128.0.0.1")),
      ("http://127.0.0.256", .plainHTTP(host: "127.0.0.256")),
      ("http://127.1", .plainHTTP(host: "127.1")),
      ("http://[::2]", .plainHTTP(host: "::2")),
      ("api.wavespeed.ai", .noScheme), ("", .noScheme), ("localhost:8080", .noScheme),
      ("//x", .noScheme), ("ftp://x", .otherScheme("ftp")), ("://x", .otherScheme("")),
      ("https://key@api.wavespeed.ai", .hasUser), ("http://127.0.0.1@evil.example/", .hasUser),
      ("https://x/?a=1", .hasQuery), ("https://x#y", .hasQuery),
      ("https://", .badHost), ("https:///x", .badHost), ("https://a b", .badHost),
      ("https://a..b", .badHost), ("https://é.example", .badHost), ("https://[x]", .badHost),
      ("https://[::1", .badHost), ("https://x\r\ny", .badHost),
      ("https://x:", .badPort), ("https://x:0", .badPort), ("https://x:65536", .badPort),
      ("https://x:+1", .badPort), ("https://[::1]8080", .badPort),
      ("https://x/a b", .badPath), ("https://x/../y", .badPath), ("https://x/a//b", .badPath),
      ("https://x/%2e%2e", .badPath),
      ("https://api.wavespeed.ai/api/v3", .namesVersion("/api/v3")),
      ("https://api.wavespeed.ai/api/v2/", .namesVersion("/api/v2")),
    ] as [(String, AddressError)])
  func `is refused where the key could leak or the request go astray`(
    text: String, error: AddressError
  ) {
    #expect(throws: error) { try APIAddress(text) }
  }

  @Test func `stands before every path`() throws {
    let request = APIRequest.balance
    #expect(APIAddress.standard.url(for: request) == "https://api.wavespeed.ai/api/v3/balance")
    let proxied = try APIAddress("https://x/y/")
    #expect(proxied.url(for: request) == "https://x/y/api/v3/balance")
    #expect(try APIAddress("https://api.wavespeed.ai") == .standard)
  }
}
