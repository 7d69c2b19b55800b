import Daemon
import Glibc
import Store
import Terminal
import WaveSpeed

/// What the daemon works with, and where each part was said.
struct Configuration {
  let database: Location
  let address: APIAddress
  let outputs: String
  let key: APIKey
  let log: Log
  let untilIdle: Bool
  let environment: [String: String]

  init(_ invocation: Invocation, environment: [String: String], log: Log) throws(Misconfigured) {
    do throws(LocationError) {
      database = try Location(
        flag: invocation[Arguments.database], environment: environment,
        exists: { unsafe access($0, F_OK) == 0 })
    } catch {
      throw Misconfigured(error.message, hint: error.hint)
    }
    let url =
      invocation[Arguments.apiURL] ?? environment["WAVESPEED_BASE_URL"]
      ?? APIAddress.standard.description
    do throws(AddressError) {
      address = try APIAddress(url)
    } catch {
      throw Misconfigured(
        "\(url.visible) cannot be the API's address", hint: error.description)
    }
    do throws(APIKeyError) {
      key = try APIKey(environment: environment)
    } catch {
      throw Misconfigured(error.message, hint: error.hint)
    }
    outputs =
      invocation[Arguments.outputs] ?? environment["WAVESPOOL_OUTPUTS"]
      ?? folder(of: database.path) + "/outputs"
    untilIdle = invocation[Arguments.untilIdle]
    self.log = log
    self.environment = environment
  }
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

func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
