import HTTP
import TestSupport
import Testing

@Suite struct `A proxy from the environment` {
  @Test func `is used for plain http`() throws {
    let proxy = try ScriptedServer([.read, .reply("by proxy")])
    let client = Client.forTests(proxies: ProxySettings(environment: ["http_proxy": proxy.url]))

    let reply = try client.reply(to: .poll("http://api.example/x"))

    #expect(reply.text == "by proxy")
    #expect(proxy.requests.first?.line == "GET http://api.example/x HTTP/1.1")
  }

  @Test(arguments: [403, 407, 502])
  func `is asked for a tunnel to https, and its refusal means that nothing left`(
    status: Int
  ) throws {
    let proxy = try ScriptedServer([.read, .reply(status: status), .close])
    let client = Client.forTests(proxies: ProxySettings(environment: ["HTTPS_PROXY": proxy.url]))

    let failure = try client.failure(of: .submit("https://api.example/x"))

    #expect(proxy.requests.first?.line == "CONNECT api.example:443 HTTP/1.1")
    #expect(!failure.requestMayHaveArrived)
    #expect(failure.kind == .connect)
    #expect(failure.message == "the proxy refused the connection to api.example (HTTP \(status))")
  }

  @Test(arguments: ["127.0.0.1", "localhost"])
  func `never sees a request to this machine`(host: String) throws {
    let proxy = try ScriptedServer([.read, .reply("by proxy")])
    let server = try ScriptedServer([.read, .reply("directly")])
    let client = Client.forTests(
      proxies: ProxySettings(environment: [
        "http_proxy": proxy.url, "https_proxy": proxy.url, "ALL_PROXY": proxy.url,
      ]))

    let reply = try client.reply(to: .submit("http://\(host):\(server.port)/"))

    #expect(reply.text == "directly")
    proxy.stop()
    #expect(proxy.connections == 0)
  }

  @Test(arguments: ["example", ".example", "cdn.example", "other, CDN.EXAMPLE", "*"])
  func `is passed by where no_proxy says so`(exceptions: String) throws {
    let proxy = try ScriptedServer([.read, .reply("by proxy")])
    let server = try ScriptedServer([.read, .reply("directly")])
    let client = Client.forTests(
      proxies: ProxySettings(environment: ["http_proxy": proxy.url, "no_proxy": exceptions]),
      pinnedNames: ["cdn.example:\(server.port):127.0.0.1"])

    #expect(try client.reply(to: .poll("http://cdn.example:\(server.port)/")).text == "directly")
  }

  @Test(arguments: ["", "ple", "n.example", "x.cdn.example", "."])
  func `is used where no_proxy speaks of others`(exceptions: String) throws {
    let proxy = try ScriptedServer([.read, .reply("by proxy")])
    let client = Client.forTests(
      proxies: ProxySettings(environment: ["all_proxy": proxy.url, "no_proxy": exceptions]))

    #expect(try client.reply(to: .poll("http://cdn.example/")).text == "by proxy")
  }

  @Test func `on a private address may lead to the public, but not to a private URL`() throws {
    let proxy = try ScriptedServer([.read, .reply("by proxy")])
    let client = Client.forTests(proxies: ProxySettings(environment: ["http_proxy": proxy.url]))
    var request = Request.poll("http://cdn.example/")
    request.addressPolicy = .publicOnly

    #expect(try client.reply(to: request).text == "by proxy")
    request.url = "http://10.0.0.1/"
    #expect(try client.failure(of: request).kind == .refusedAddress)
  }
}
