/// Where the API is: `https://HOST[:PORT][/PREFIX]`.
///
/// The key goes there with every request, so plain http is for this machine alone.
package struct APIAddress: Equatable, Sendable {
  /// Scheme, host and port, as in `http://127.0.0.1:8080`.
  package let origin: String

  /// Stands before every path; empty, or begins with a slash and does not end in one.
  package let prefix: String

  /// Lower case; an IPv6 address without its brackets.
  package let host: String
  package let port: UInt16?
  package let isEncrypted: Bool

  package static let standard = APIAddress(
    origin: "https://api.wavespeed.ai", prefix: "", host: "api.wavespeed.ai", port: nil,
    isEncrypted: true)

  /// Whether requests stay on this machine. Of names only `localhost` does.
  package var isLoopback: Bool { isLoopbackHost(host) }

  package func url(for request: APIRequest) -> String {
    origin + prefix + request.path + (request.query.map { "?" + $0 } ?? "")
  }
}

extension APIAddress: CustomStringConvertible {
  package var description: String { origin + prefix }
}

/// Why a text is no address of an API, in words for a person.
package enum AddressError: Error, Equatable, Sendable {
  case noScheme
  case otherScheme(String)
  case plainHTTP(host: String)
  case hasUser
  case hasQuery
  case badHost
  case badPort
  case badPath
  case namesVersion(String)
}

extension AddressError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noScheme: "an API address begins with https://"
    case .otherScheme(let scheme): "\(scheme):// is not spoken here; use https://"
    case .plainHTTP(let host):
      "http:// would send the key to \(host) unencrypted; use https:// (http is for this machine)"
    case .hasUser: "an API address has no user name; the key is set apart from it"
    case .hasQuery: "an API address has no '?' or '#'"
    case .badHost: "the host of the address cannot be read"
    case .badPort: "the port of the address is not a number from 1 to 65535"
    case .badPath: "the path of the address may hold letters, digits and - . _ ~ between slashes"
    case .namesVersion(let part): "leave \(part) out of the address: it is part of every request"
    }
  }
}
