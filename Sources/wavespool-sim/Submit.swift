import JSON

// A submission: read, refused or accepted, and only then answered, well or badly.

extension Simulator {
  func submit(_ request: Request, _ version: UInt8, _ model: String, at now: Int64) -> Reply {
    let hash = hashed(model, request.body)
    let attempt = ledger.posted(hash, at: now)
    let input: JSON.Object
    let script: JobScript?
    do {
      input = try read(request)
      script = try JobScript(in: input, body: request.body)
    } catch {
      return .refusal(400, error.message)
    }
    let scriptAttempt = script.map { countTry(of: $0, model) } ?? 1
    let effect =
      effect(
        on: Occasion(scope: .submit, model: model, body: request.body[...], attempt: attempt))
      ?? script?.effect(.submit, attempt: scriptAttempt)
    if let effect, !effect.letsCreate { return applied(effect, to: nil, of: request) }
    if let refusal = refusal(of: model, version, input, at: now) { return refusal }
    let fate = fate(
      on: Occasion(scope: .job, model: model, body: request.body[...], attempt: attempt),
      script.flatMap { $0.isForOnce && scriptAttempt > 1 ? nil : $0 })
    let index = ledger.accept(
      Ledger.Order(
        model: model, version: version, body: request.body, hash: hash,
        price: Catalogue.price(of: model, input),
        latency: (fate.latency ?? options.latency).drawn(with: &dice), fate: fate,
        script: script),
      at: now)
    return applied(effect, to: .success(report(index, at: now, isFresh: true)), of: request)
  }

  private func read(_ request: Request) throws(SpecError) -> JSON.Object {
    do {
      // The real server's parser forgives keys that come twice and broken UTF-8.
      var limits = JSON.Limits.standard
      limits.isLenient = true
      guard let object = try JSON(parsing: request.body, limits: limits).object else {
        throw SpecError("invalid request body: not a JSON object")
      }
      return object
    } catch let error as JSONError {
      throw SpecError("invalid request body: \(error)")
    } catch {
      throw SpecError("invalid request body: \(error)")
    }
  }

  /// What keeps even a well-formed submission from being accepted.
  private func refusal(
    of model: String, _ version: UInt8, _ input: JSON.Object, at now: Int64
  ) -> Reply? {
    if options.isStrict {
      guard let known = Catalogue.find(model), known.version == version else {
        return .refusal(404, "model not found: \(model)")
      }
      for name in known.required where input[name] == nil {
        return .refusal(400, "property \"\(name)\" is missing", code: 1400)
      }
    }
    if let most = options.maxInFlight, ledger.counters.inFlight.now >= most {
      return .refusal(429, "You have reached your concurrency limit")
    }
    if let most = options.perMinute, !ledger.allowsMinute(most, at: now) {
      return .refusal(429, "You have reached your rate limit: \(most) requests per minute")
    }
    if let balance = options.balance,
      balance - ledger.spent < Catalogue.price(of: model, input)
    {
      return options.refusesCreditWith402
        ? .refusal(402, "Insufficient credits. Please top up.")
        : .refusal(400, "Insufficient credits. Please top up.", code: 1407)
    }
    return nil
  }

  /// Rules first, then what the job itself asks for.
  private func fate(on occasion: Occasion, _ script: JobScript?) -> Fate {
    var fate = Fate.plain
    if !rules.isEmpty {
      for index in rules.indices where rules[index].matches(occasion) {
        guard case .fate(let words) = rules[index].action,
          rules[index].fires(on: occasion, dice: &dice)
        else { continue }
        fate.apply(words)
      }
    }
    if let script { fate.apply(script.fate) }
    return fate
  }

  private func countTry(of script: JobScript, _ model: String) -> Int {
    tries[[model, script.text], default: 0] += 1
    return tries[[model, script.text]] ?? 1
  }
}

extension Fate {
  /// Words that were tried on when they were read.
  fileprivate mutating func apply(_ words: [(name: String, value: String?)]) {
    for word in words {
      do {
        try apply(word.name, word.value)
      } catch {
        preconditionFailure("a fate that was checked is refused: \(error.message)")
      }
    }
  }
}

private func hashed(_ model: String, _ body: [UInt8]) -> UInt64 {
  var hasher = Hasher()
  hasher.combine(model)
  // SAFETY: the hasher only reads the bytes, while they are lent.
  unsafe body.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  return UInt64(bitPattern: Int64(hasher.finalize()))
}
