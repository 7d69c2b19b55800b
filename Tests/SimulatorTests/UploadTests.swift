import JSON
import Testing

@Suite struct `An upload` {
  private let simulator: RunningSimulator

  init() throws {
    simulator = try RunningSimulator()
  }

  private struct Ticket {
    let downloadPath: String
    let path: String
    let headers: [String]
  }

  private func ticket() throws -> Ticket {
    let answer = try simulator.exchange(
      "POST", "/api/v3/media/uploads",
      body: #"{"filename":"a cat.png","size":7,"content_type":"image/png"}"#)
    let upload = try #require(answer.data["upload"])
    let base = "http://127.0.0.1:\(simulator.port)".count
    #expect(upload["method"] == "PUT")
    return Ticket(
      downloadPath: String(answer.data["download_url"]?.string?.dropFirst(base) ?? ""),
      path: String(upload["url"]?.string?.dropFirst(base) ?? ""),
      headers: upload["headers"]?.object?.members.map { "\($0.key): \($0.value.string ?? "")" }
        ?? [])
  }

  @Test func `is kept when it comes as the ticket says`() throws {
    let ticket = try ticket()

    let put = try simulator.exchange("PUT", ticket.path, ticket.headers, body: "picture")

    #expect(put.status == 200)
    let back = try simulator.exchange("GET", ticket.downloadPath, [])
    #expect(back.text == "picture")
    #expect(back.headers["content-type"] == "image/png")
  }

  @Test func `is refused with the key, other headers or another size`() throws {
    let ticket = try ticket()
    func status(_ headers: [String], _ body: String = "picture") throws -> Int {
      try simulator.exchange("PUT", ticket.path, headers, body: body).status
    }

    #expect(try status(ticket.headers + ["Authorization: Bearer key"]) == 400)
    #expect(try status([ticket.headers[0]]) == 403)
    #expect(try status(["Content-Type: image/jpeg", ticket.headers[1]]) == 403)
    #expect(try status(ticket.headers, "too long a picture") == 400)
    #expect(try status(ticket.headers) == 200)
    #expect(try status(ticket.headers) == 403)
  }

  @Test func `may come as a form, the older way`() throws {
    let form =
      "--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
      + "Content-Type: image/png\r\n\r\npicture\r\n--mark--\r\n"
    let answer = try simulator.exchange(
      "POST", "/api/v3/media/upload/binary",
      ["Authorization: Bearer key", "Content-Type: multipart/form-data; boundary=mark"],
      body: form)

    let url = try #require(answer.data["download_url"]?.string)
    let path = url.dropFirst("http://127.0.0.1:\(simulator.port)".count)
    #expect(try simulator.exchange("GET", String(path), []).text == "picture")
  }
}
