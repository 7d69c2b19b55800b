import JSON
package import Spool

/// Where a file may be put, and under which address the API will then find it.
///
/// The bytes go to `url` with exactly these headers and without the key: it is another's host.
package struct UploadTicket: Equatable, Sendable {
  package let downloadURL: String
  package let method: String
  package let url: String
  package let headers: [Header]
  package let expiresAt: Timestamp?

  package struct Header: Equatable, Sendable {
    package let name: String
    package let value: String
  }

  package init(_ reply: APIReply, now: Timestamp) throws(APIFailure) {
    let body = try reply.success(now: now)
    guard let upload = body.data?["upload"],
      let download = body.data?["download_url"].flatMap(plainText),
      let url = upload["url"].flatMap(plainText)
    else { throw body.without("place to upload to") }
    let headers = (upload["headers"]?.object?.members ?? []).compactMap { member in
      plainText(member.value).map { Header(name: member.key, value: $0) }
    }
    // A line end inside a header would begin a header of the server's choosing.
    guard !headers.contains(where: { isBroken($0.name) || isBroken($0.value) }) else {
      throw body.without("headers that can be sent")
    }
    downloadURL = download
    method = upload["method"]?.string ?? "PUT"
    self.url = url
    self.headers = headers
    expiresAt = upload["expires_at"]?.string.flatMap { Timestamp($0) }
  }
}

private func isBroken(_ text: String) -> Bool {
  text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
}
