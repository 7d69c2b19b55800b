import Daemon
import Store
import Terminal
import WaveSpeed

/// What the daemon works with, and where each part was said.
struct Configuration {
  let database: Location
  let address: APIAddress
  let outputs: String

  /// Nil where nobody wants one.
  let metricsFile: String?
  let key: APIKey
  let log: Log
  let untilIdle: Bool
  let environment: [String: String]

  init(_ invocation: Invocation, environment: [String: String], log: Log) throws(Misconfigured) {
    database = try Configuration.database(invocation, environment)
    address = try Configuration.address(invocation, environment)
    key = try Configuration.key(environment)
    outputs = Configuration.outputs(invocation, environment, beside: database)
    metricsFile =
      invocation[Arguments.metricsFile] ?? setting("WAVESPOOL_METRICS_FILE", in: environment)
    untilIdle = invocation[Arguments.untilIdle]
    self.log = log
    self.environment = environment
  }
}

// Each part by itself, for a check that goes on when one of them is wrong.
extension Configuration {
  static func database(
    _ invocation: Invocation, _ environment: [String: String]
  ) throws(Misconfigured) -> Location {
    do throws(LocationError) {
      return try Location(
        flag: invocation[Arguments.database], environment: environment, exists: mayBeThere)
    } catch {
      throw Misconfigured(error.message, hint: error.hint)
    }
  }

  static func address(
    _ invocation: Invocation, _ environment: [String: String]
  ) throws(Misconfigured) -> APIAddress {
    let url =
      invocation[Arguments.apiURL] ?? setting("WAVESPEED_BASE_URL", in: environment)
      ?? APIAddress.standard.description
    do throws(AddressError) {
      return try APIAddress(url)
    } catch {
      throw Misconfigured(
        "\(url.visible) cannot be the API's address", hint: error.description)
    }
  }

  static func key(_ environment: [String: String]) throws(Misconfigured) -> APIKey {
    do throws(APIKeyError) {
      return try APIKey(environment: environment)
    } catch {
      throw Misconfigured(error.message, hint: error.hint)
    }
  }

  static func outputs(
    _ invocation: Invocation, _ environment: [String: String], beside database: Location
  ) -> String {
    invocation[Arguments.outputs] ?? setting("WAVESPOOL_OUTPUTS", in: environment)
      ?? folder(of: database.path) + "/outputs"
  }
}

/// Set to nothing is not set, as shells have it.
private func setting(_ name: String, in environment: [String: String]) -> String? {
  environment[name].flatMap { $0.isEmpty ? nil : $0 }
}

/// Why the daemon cannot begin: what is wrong, and what to do about it.
struct Misconfigured: Error {
  let message: String
  let hint: String?

  init(_ message: String, hint: String?) {
    self.message = message
    self.hint = hint
  }
}
