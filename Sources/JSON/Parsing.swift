extension JSON {
  /// Reads exactly one value.
  package init(parsing bytes: [UInt8], limits: Limits = .standard) throws(JSONError) {
    var parser = Parser(bytes, limits)
    self = try parser.document()
  }

  package init(
    parsing bytes: some Sequence<UInt8>, limits: Limits = .standard
  ) throws(JSONError) {
    try self.init(parsing: Array(bytes), limits: limits)
  }

  package init(parsing text: String, limits: Limits = .standard) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }
}
