package import HTTP
import Spool
package import WaveSpeed

/// Whether the API is there, tells the same time, and accepts the key: all by one question for the
/// balance, which costs nothing. Without a key the question is asked all the same.
///
/// Ends early when `signals` asks for it.
package func checkAPI(
  _ address: APIAddress, _ key: APIKey?, over client: Client, stoppedBy signals: Signals
) -> [CheckFinding] {
  let request = APINetwork.httpRequest(for: .balance, to: address, key: key)
  client.start(request, as: ExchangeID(0))
  while true {
    if let answer = client.finished().first {
      return findings(answer.ending, address, key)
    }
    let ready = client.wait(upTo: nil, alsoWatching: [signals.descriptor])
    if !ready.isEmpty, signals.taken().contains(.stop) {
      return [.problem(.address, "\(address) was not waited for", remedy: "")]
    }
  }
}

private func findings(
  _ ending: Ending, _ address: APIAddress, _ key: APIKey?
) -> [CheckFinding] {
  switch ending {
  case .failed(let failure):
    return [
      .problem(.address, "\(address): \(failure.message)", remedy: remedy(for: failure.kind)),
      .unknown(.clock, "not compared: there was no answer"),
      .unknown(.key, "not tried: there was no answer"),
    ]
  case .replied(let reply):
    let now = realTime().wall
    let answer = APINetwork.reply(reply, without: key)
    return [
      addressFinding(answer, address, at: now), clockFinding(answer, at: now),
      keyFinding(answer, key, at: now),
    ]
  }
}

private func remedy(for kind: Failure.Kind) -> String {
  switch kind {
  case .resolve: "check the name, and that this machine's DNS works"
  case .connect, .timeout:
    "check the address and the network; HTTPS_PROXY names a proxy where one is needed"
  case .tls: "check this machine's clock and its certificates (ca-certificates), or the proxy"
  case .refusedAddress, .tooLarge, .cut, .file, .other: "check that the API is at this address"
  }
}

private func addressFinding(
  _ reply: APIReply, _ address: APIAddress, at now: Timestamp
) -> CheckFinding {
  let isElsewhere = "\(address) answers, but not as the API does"
  do throws(APIFailure) {
    _ = try Balance(reply, now: now)
  } catch {
    switch error {
    case .keyRefused, .forbidden, .throttled: break
    case .notUnderstood(let refusal):
      return .problem(
        .address, "\(isElsewhere): \(refusal.message)",
        remedy: "check --api-url or WAVESPEED_BASE_URL")
    case .unanswered(let refusal):
      let isIll = reply.status >= 500
      return .problem(
        .address,
        isIll
          ? "\(address) is there, but ill: \(refusal.message)"
          : "\(isElsewhere): \(refusal.message)",
        remedy: isIll
          ? "nothing is lost by starting: the daemon tries again until the API is well"
          : "check --api-url or WAVESPEED_BASE_URL")
    }
  }
  let trust =
    address.isEncrypted
    ? "with a certificate that is trusted" : "unencrypted, on this machine"
  return .well(.address, "\(address) answers, \(trust)")
}

private func clockFinding(_ reply: APIReply, at now: Timestamp) -> CheckFinding {
  guard let ahead = Skew(reply, after: .zero, at: now)?.ahead else {
    return .unknown(.clock, "not compared: the answer has no date")
  }
  let seconds = ahead.milliseconds / 1000
  guard seconds.magnitude > 30 else {
    return .well(.clock, "within \(seconds.magnitude + 1) s of the API's")
  }
  return .problem(
    .clock,
    "this machine's clock is \(seconds.magnitude) s \(seconds > 0 ? "behind" : "ahead of") the API's",
    remedy: "set it (timedatectl set-ntp true): lost answers are looked for by time")
}

private func keyFinding(
  _ reply: APIReply, _ key: APIKey?, at now: Timestamp
) -> CheckFinding {
  guard key != nil else { return .unknown(.key, "not tried: there is none") }
  do throws(APIFailure) {
    let balance = try Balance(reply, now: now)
    guard balance.left > .zero else {
      return .problem(
        .key, "accepted, but the account has no credit left (\(balance.left))",
        remedy: "top the account up: submissions would be refused")
    }
    return .well(.key, "accepted; the account has \(balance.left) left")
  } catch {
    switch error {
    case .keyRefused(let refusal):
      return .problem(
        .key, "the API refuses it: \(refusal.message)",
        remedy: "get a key from the account's page, and put it where the old one is")
    case .forbidden(let refusal):
      return .problem(
        .key, "the API knows it, but forbids its use: \(refusal.message)",
        remedy: "check the key's permissions on the account's page")
    case .throttled(let refusal, _): return .unknown(.key, "not tried: \(refusal.message)")
    case .notUnderstood, .unanswered:
      return .unknown(.key, "not tried: there was no useful answer")
    }
  }
}
