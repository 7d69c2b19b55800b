package import JSON

/// Why an item is not a model that jobs can be submitted to, in words for a person.
package enum ModelError: Error, Equatable, Sendable {
  case notJSON(JSONError)
  case missing(String)
  case wrongType(String, wanted: String)
  case badName(String)
  case badPath(String, PathFault)
  case noModels

  /// It is kept under another name than its own.
  case misnamed(String, ownName: String)

  package enum PathFault: String, Equatable, Sendable {
    case hasHost = "it names a host; the address of the API comes from --api-url"
    case noVersion = "it must begin with /api/v2/ or /api/v3/"
    case leavesTree = "it has empty, '.' or '..' parts"
    case badCharacter = "only letters, digits and - . _ ~ may stand between its slashes"
    case tooLong = "it is longer than 200 characters"
  }
}

extension ModelError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notJSON(let error): "not JSON: \(error)"
    case .missing(let key): "no \(key) in it"
    case .wrongType(let key, let wanted): "\(key) must be \(wanted)"
    case .badName(let name): "\"\(name)\" cannot be a model_id: \(PathFault.badCharacter.rawValue)"
    case .badPath(let path, let fault): "api_path \"\(path)\" cannot be used: \(fault.rawValue)"
    case .noModels: "no model in it"
    case .misnamed(let name, let ownName):
      "its model_id is \"\(ownName)\", and not the name \"\(name)\" that it is kept under"
    }
  }
}
