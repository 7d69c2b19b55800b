import Spool
import Testing
import WaveSpeed

@Suite struct `An output inside an answer` {
  private let letters = String(repeating: "AAAAIGZ0", count: 1000)

  @Test func `is recorded by its beginning, and kept whole beside it`() throws {
    let content = "data:video/mp4;base64,\(letters)"
    let output = try #require(outputs(#"["\#(content)"]"#).first)

    #expect(output.content == content)
    #expect(output.url == content.prefix(80) + "…")
    #expect(output.nsfw == true)
  }

  @Test(arguments: ["DATA:video/mp4;base64,", "Data:video/mp4;base64,"])
  func `may be announced in any case`(beginning: String) throws {
    let output = try #require(outputs(#""\#(beginning)\#(letters)""#).first)

    #expect(output.content == "data:video/mp4;base64,\(letters)")
  }

  @Test func `that is short stands as it is`() throws {
    let output = try #require(outputs(#"[{"url":"data:image/gif;base64,R0lGODlh"}]"#).first)

    #expect(output.url == "data:image/gif;base64,R0lGODlh")
    #expect(output.content == output.url)
  }

  @Test func `may be Base64 and nothing else`() throws {
    let output = try #require(outputs(#"["\#(letters)"]"#).first)

    #expect(output.content == "data:;base64,\(letters)")
    #expect(output.url == "data:;base64,\(letters)".prefix(80) + "…")
  }

  @Test(arguments: [
    "https://cdn.test/a.mp4", "http://127.0.0.1/outputs/database64/0.mp4", "u", "data",
    "/api/v3/files/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.mp4",
  ])
  func `is not what only looks a little like it`(address: String) throws {
    let output = try #require(outputs(#"["\#(address)"]"#).first)

    #expect(output.url == address)
    #expect(output.content == nil)
  }

  private func outputs(_ json: String) -> [Report.Output] {
    let reply = PollReply(
      APIReply(
        status: 200,
        body: Array(
          #"""
          {"data":{"id":"p1","status":"completed","outputs":\#(json),"has_nsfw_contents":[true]}}
          """#.utf8)),
      of: PredictionID("p1"), now: .earliest)
    guard case .report(let report) = reply else { return [] }
    return report.outputs
  }
}
