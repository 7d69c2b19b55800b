/// The path of a model below the API's address.
///
/// The key goes with the request, so a path from a file may name nothing but a place below
/// `/api/v2/` or `/api/v3/`: no host, no query, no way up.
struct APIPath: Equatable {
  let text: String
  let version: APIVersion

  init(_ text: String) throws(ModelError) {
    guard text.utf8.count <= 200 else { throw .badPath(String(text.prefix(60)) + "…", .tooLong) }
    guard !text.contains("://"), !text.hasPrefix("//") else { throw .badPath(text, .hasHost) }
    guard
      let version = APIVersion.allCases.first(where: { text.hasPrefix("/api/\($0.rawValue)/") })
    else { throw .badPath(text, .noVersion) }
    if let fault = Self.faultOfParts(text.dropFirst("/api/\(version.rawValue)/".count)) {
      throw .badPath(text, fault)
    }
    self.text = text
    self.version = version
  }

  static func faultOfParts(_ path: Substring) -> ModelError.PathFault? {
    guard path.utf8.allSatisfy({ isUnreserved($0) || $0 == UInt8(ascii: "/") }) else {
      return .badCharacter
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !["", ".", ".."].contains($0) }) else { return .leavesTree }
    return nil
  }
}
