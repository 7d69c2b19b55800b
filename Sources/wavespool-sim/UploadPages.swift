import JSON

// `POST …/media/uploads` gives a ticket; the bytes are PUT where it says, with exactly the headers
// it names and without the key, as at a storage service that has never heard of it.

extension Simulator {
  func ticket(_ request: Request, at now: Int64) -> Reply {
    guard let body = try? JSON(parsing: request.body),  // whatever is wrong with it, it is refused
      let fileName = body["filename"]?.string, !fileName.isEmpty,
      let size = body["size"]?.int, let contentType = body["content_type"]?.string
    else { return .refusal(400, "filename, size and content_type are required") }
    guard (1...(200 << 20)).contains(size) else {
      return .refusal(413, "a file may have 1 byte to 200 MB")
    }
    let ticket = Uploads.Ticket(
      name: newName(), fileName: sanitized(fileName), size: Int(size), contentType: contentType,
      token: newName(), expiresAt: now + 3600 * 1_000_000_000)
    uploads.expect(ticket)
    return .success(
      #"{"download_url":"\#(address)/media/\#(ticket.name)/\#(ticket.fileName)","#
        + #""upload":{"method":"PUT","url":"\#(address)/uploads/\#(ticket.name)","headers":{"#
        + #""Content-Type":\#(quoted(contentType)),"X-Upload-Token":"\#(ticket.token)"},"#
        + #""expires_at":"\#(clock.text(ticket.expiresAt))"}}"#)
  }

  func receive(_ request: Request, _ name: String, at now: Int64) -> Reply {
    guard let ticket = uploads.tickets[name], ticket.expiresAt > now else {
      return .refusal(403, "no such upload, or its time is over")
    }
    if request.header("Authorization") != nil {
      return .refusal(400, "an upload must not carry the Authorization header")
    }
    guard request.header("Content-Type") == ticket.contentType,
      request.header("X-Upload-Token") == ticket.token
    else { return .refusal(403, "the headers are not those of the ticket") }
    guard request.body.count == ticket.size else {
      return .refusal(400, "\(ticket.size) bytes were announced, \(request.body.count) came")
    }
    uploads.keep(
      Uploads.File(contentType: ticket.contentType, bytes: request.body), as: name)
    return Reply(200, json: "")
  }

  /// The older way: one multipart form with a field `file`.
  func receiveForm(_ request: Request) -> Reply {
    guard let type = request.header("Content-Type"),
      let file = MultipartForm(type, request.body)?.file
    else { return .refusal(400, "a multipart form with a field named file is required") }
    let name = newName()
    uploads.keep(Uploads.File(contentType: file.contentType, bytes: file.bytes), as: name)
    return .success(
      #"{"download_url":"\#(address)/media/\#(name)/\#(sanitized(file.name))","#
        + #""filename":\#(quoted(file.name)),"size":\#(file.bytes.count)}"#)
  }

  func download(_ request: Request, _ name: String) -> Reply {
    guard let file = uploads.file(name) else { return .refusal(404, "no such file") }
    return Reply(200, contentType: file.contentType, body: file.bytes)
  }

  private func newName() -> String {
    String(dice.next(), radix: 16) + String(dice.next(), radix: 16)
  }

  private func sanitized(_ name: String) -> String {
    String(
      decoding: name.utf8.map { byte in
        switch byte {
        case 45, 46, 48...57, 65...90, 95, 97...122: byte  // - . digits letters _
        default: UInt8(ascii: "_")
        }
      }, as: UTF8.self)
  }
}
