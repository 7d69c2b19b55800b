/// The first file of a `multipart/form-data` body.
struct MultipartForm {
  let file: (name: String, contentType: String, bytes: [UInt8])

  init?(_ contentType: String, _ body: [UInt8]) {
    guard contentType.hasPrefix("multipart/form-data"),
      let mark = contentType.range(of: "boundary=")
    else { return nil }
    let boundary = contentType[mark.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
    let delimiter = Array("--\(boundary)".utf8)
    guard let start = body[...].place(of: delimiter),
      let blank = body[start.upperBound...].place(of: Array("\r\n\r\n".utf8)),
      let end = body[blank.upperBound...].place(of: Array("\r\n".utf8) + delimiter)
    else { return nil }
    let head = String(decoding: body[start.upperBound..<blank.lowerBound], as: UTF8.self)
    guard head.range(of: "name=\"file\"") != nil else { return nil }
    var name = "file"
    if let key = head.range(of: "filename=\"") {
      name = String(head[key.upperBound...].prefix { $0 != "\"" })
    }
    var type = "application/octet-stream"
    if let key = head.range(of: "Content-Type: ") {
      type = String(head[key.upperBound...].prefix { $0 != "\r\n" && $0 != "\r" })
    }
    file = (name, type, Array(body[blank.upperBound..<end.lowerBound]))
  }
}
