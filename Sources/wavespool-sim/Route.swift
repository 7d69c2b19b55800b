/// What a request is about, read from its path.
enum Route: Equatable {
  case submit(version: UInt8, model: String)
  case poll(version: UInt8, name: String)
  case output(name: String, file: String)
  case history
  case billing
  case balance
  case price
  case models
  case uploadTicket
  case uploadBytes(name: String)
  case uploadForm
  case download(name: String)
  case control(String)
  case nowhere

  /// `/api/v3/predictions/{id}/result` and a submission come by the thousand: they are looked at
  /// first, and as little as possible is taken apart.
  init(method: String, path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    switch (method, parts.first, parts.count) {
    case (_, "api", 3...):
      guard let version: UInt8 = parts[1] == "v3" ? 3 : parts[1] == "v2" ? 2 : nil else {
        self = .nowhere
        return
      }
      self = Route.api(method, version, parts[2...])
    case ("GET", "outputs", 3), ("HEAD", "outputs", 3):
      self = .output(name: String(parts[1]), file: String(parts[2]))
    case ("PUT", "uploads", 2): self = .uploadBytes(name: String(parts[1]))
    case ("GET", "media", 3), ("HEAD", "media", 3): self = .download(name: String(parts[1]))
    case (_, "sim", 2): self = .control(String(parts[1]))
    default: self = .nowhere
    }
  }

  private static func api(
    _ method: String, _ version: UInt8, _ parts: ArraySlice<Substring>
  ) -> Route {
    let words = Array(parts)
    switch (method, words.count, words[0]) {
    case ("GET", 3, "predictions") where words[2] == "result":
      return .poll(version: version, name: String(words[1]))
    case ("POST", 1, "predictions"): return .history
    case ("POST", 2, "billings") where words[1] == "search": return .billing
    case ("GET", 1, "balance"): return .balance
    case ("GET", 1, "models"): return .models
    case ("POST", 2, "model") where words[1] == "price": return .price
    case ("POST", 2, "media") where words[1] == "uploads": return .uploadTicket
    case ("POST", 3, "media") where words[1] == "upload" && words[2] == "binary":
      return .uploadForm
    case ("POST", 2..., _) where !["predictions", "media"].contains(words[0]):
      return .submit(version: version, model: words.joined(separator: "/"))
    default: return .nowhere
    }
  }

  /// What fault rules call it; nil for what cannot be made to fail.
  var scope: Rule.Scope? {
    switch self {
    case .submit: .submit
    case .poll: .poll
    case .output: .output
    case .history: .history
    case .billing: .billing
    case .balance: .balance
    case .price: .price
    case .models: .models
    case .uploadTicket, .uploadBytes, .uploadForm: .upload
    case .download, .control, .nowhere: nil
    }
  }

  var needsKey: Bool {
    switch self {
    case .submit, .poll, .history, .billing, .balance, .price, .models, .uploadTicket,
      .uploadForm:
      true
    case .output, .uploadBytes, .download, .control, .nowhere: false
    }
  }
}
