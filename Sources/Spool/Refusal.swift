/// Why something did not work, in words for a person, with the API's own code beside them.
///
/// `code` is `data.code`, else the envelope's code, else the HTTP status.
package struct Refusal: Equatable, Sendable {
  package let message: String
  package let code: Int?
  package let httpStatus: Int?

  package init(_ message: String, code: Int? = nil, httpStatus: Int? = nil) {
    self.message = message
    self.code = code
    self.httpStatus = httpStatus
  }
}
