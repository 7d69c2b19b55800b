import JSON
package import Spool

/// One request to the API, but for the address and the key.
package struct APIRequest: Equatable, Sendable {
  package let method: Method

  /// Begins with a slash; whatever came from outside is percent-encoded in it.
  package let path: String
  package let query: String?

  /// JSON for a POST; empty for a GET.
  package let body: [UInt8]
  package let purpose: Purpose

  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  package enum Purpose: String, CaseIterable, Sendable {
    /// The only one that costs money, and that must never be sent twice by itself.
    case submit
    case poll
    case history
    case billing
    case balance
    case quote
    case models
    case upload

    package var connectDeadline: Duration { .seconds(10) }

    /// From the first byte sent to the last one received.
    package var answerDeadline: Duration {
      switch self {
      case .submit: .seconds(60)
      case .poll, .history, .billing, .balance, .quote, .models, .upload: .seconds(30)
      }
    }
  }

  private init(get path: String, _ purpose: Purpose) {
    self.init(.get, path, [], purpose)
  }

  fileprivate init(_ method: Method, _ path: String, _ body: [UInt8], _ purpose: Purpose) {
    self.method = method
    self.path = path
    query = nil
    self.body = body
    self.purpose = purpose
  }
}

extension APIRequest {
  /// Submits a job; `input` is sent byte for byte.
  package static func submit(_ model: Model, input: [UInt8]) -> APIRequest {
    APIRequest(.post, model.apiPath, input, .submit)
  }

  /// Asks how a prediction is doing, with the version that it was submitted to.
  package static func result(_ prediction: PredictionID, _ version: APIVersion) -> APIRequest {
    APIRequest(
      get: "/api/\(version.rawValue)/predictions/\(pathSegment(prediction.text))/result", .poll)
  }

  package static let balance = APIRequest(get: "/api/v3/balance", .balance)
  package static let models = APIRequest(get: "/api/v3/models", .models)
}

extension APIRequest {
  static func post(_ path: String, _ body: JSON.Object, _ purpose: Purpose) -> APIRequest {
    APIRequest(.post, path, body.bytes, purpose)
  }
}
