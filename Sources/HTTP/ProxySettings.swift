import Glibc

/// Which proxy a request takes, by the environment's customary variables.
///
/// libcurl would read the environment itself, but not say whether it then used a proxy; the checks
/// on addresses have to know. So the choice is made here and libcurl is told.
package struct ProxySettings: Equatable, Sendable {
  private var http: String?
  private var https: String?
  private var exceptions: [String] = []

  package static let none = ProxySettings(environment: [:])

  /// As this process was started.
  package static var ofThisProcess: ProxySettings {
    var environment: [String: String] = [:]
    for name in names {
      // SAFETY: the string is copied before anything could change the environment.
      if let value = unsafe getenv(name) { environment[name] = unsafe String(cString: value) }
    }
    return ProxySettings(environment: environment)
  }

  /// Small letters win. `HTTP_PROXY` is not read: a CGI server sets it from a request's header.
  package init(environment: [String: String]) {
    func first(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    let all = first("all_proxy", "ALL_PROXY")
    http = first("http_proxy") ?? all
    https = first("https_proxy", "HTTPS_PROXY") ?? all
    exceptions = (first("no_proxy", "NO_PROXY") ?? "")
      .split { $0 == "," || $0 == " " }
      .map { $0.lowercased() }
  }

  /// Nil means directly. Loopback is always direct: what is meant for this machine, an API key with
  /// it, must not travel to another.
  func proxy(to origin: Origin) -> String? {
    origin.isLoopback || isException(origin) ? nil : origin.isSecure ? https : http
  }

  /// `*` is everything; a name stands for itself and what is under it, with or without a first dot.
  private func isException(_ origin: Origin) -> Bool {
    exceptions.contains { exception in
      let name = exception.hasPrefix(".") ? exception.dropFirst() : exception[...]
      return exception == "*" || origin.host == name
        || (!origin.isAddress && !name.isEmpty && origin.host.hasSuffix("." + name))
    }
  }
}

private let names = [
  "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
]
