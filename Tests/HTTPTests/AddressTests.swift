import HTTP
import TestSupport
import Testing

@Suite struct `An exchange with the public only` {
  @Test(arguments: [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1",
    "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.251",
    "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8", "100::1", "2001::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::",
    "3fff:fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "4000::1",
  ])
  func `refuses what is set aside`(address: String) throws {
    #expect(try #require(Address(address)).isPublic == false)
  }

  @Test(arguments: [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.0.0.1",
    "128.0.0.1", "169.253.1.1", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.1.1",
    "198.17.0.1", "198.20.0.1", "223.255.255.255",
    "2000::1", "2001:200::1", "2606:4700::1111", "2a00:1450::1", "3ffe::1", "64:ff9b::8.8.8.8",
  ])
  func `accepts what is out on the internet`(address: String) throws {
    #expect(try #require(Address(address)).isPublic)
  }

  @Test(arguments: [
    "http://127.0.0.1:1/", "http://localhost:1/", "http://LOCALHOST.:1/", "http://a.localhost:1/",
    "http://[::1]:1/", "http://[::ffff:127.0.0.1]:1/", "http://2130706433:1/", "http://0x7f.1:1/",
    "http://192.168.0.1:1/", "http://169.254.169.254/latest",
  ])
  func `refuses a URL that names another, without asking anybody`(url: String) throws {
    let failure = try Client.forTests().failure(of: .download(url))

    #expect(failure.kind == .refusedAddress)
    #expect(!failure.requestMayHaveArrived)
  }

  @Test func `refuses a public name that leads to this machine`() throws {
    let server = try ScriptedServer([.read, .reply()])
    let client = Client.forTests(pinnedNames: ["cdn.example:\(server.port):127.0.0.1"])

    let failure = try client.failure(of: .download("http://cdn.example:\(server.port)/x"))

    #expect(failure.kind == .refusedAddress)
    #expect(!failure.requestMayHaveArrived)
    server.stop()
    #expect(server.connections == 0)
  }

  @Test func `refuses a kept connection that another exchange was allowed to open`() throws {
    let server = try ScriptedServer([.read, .reply(), .again])
    let client = Client.forTests(pinnedNames: ["cdn.example:\(server.port):127.0.0.1"])
    let url = "http://cdn.example:\(server.port)/x"
    _ = try client.reply(to: .poll(url))

    let failure = try client.failure(of: .download(url))

    server.stop()
    #expect(failure.kind == .refusedAddress)
    #expect(!failure.requestMayHaveArrived)
    #expect(server.requests.count == 1)
  }
}

extension Request {
  fileprivate static func download(_ url: String) -> Request {
    Request(
      .get, url, connection: .reusable, totalTimeout: .seconds(30), maximumReplyBytes: 1 << 20,
      addressPolicy: .publicOnly, allowedProtocols: .httpToo)
  }
}
