internal import CCurl

/// Exchanges over one libcurl multi handle, on one thread, never blocking but in `wait`.
///
/// The caller takes turns: `start` what it wants, `wait` until something moves, take what has
/// `finished`. Nothing goes out or comes in between. An exchange ends exactly once, unless dropped.
/// No redirect is followed, no cookie kept, no `.netrc` read, and nothing is tried again by us.
///
/// The first client makes the process ignore SIGPIPE.
package final class Client {
  /// How many `.reusable` exchanges run against one origin at a time, unless said otherwise.
  package static let lanes = 16

  private let multi = Multi()
  private let rules: HouseRules
  private var lanes: Lanes
  private var running: [ExchangeID: Transfer] = [:]
  private var waiting: [ExchangeID: Waiting] = [:]
  private var stillborn: [ExchangeID: Failure] = [:]
  private var idle: [Transfer] = []

  private struct Waiting {
    let request: Request
    let origin: Origin
  }

  /// - Parameters:
  ///   - userAgent: who we say we are.
  ///   - certificateBundle: a PEM file of authorities to believe instead of the system's.
  ///   - proxies: which way to go; never taken to loopback.
  ///   - lanes: how many `.reusable` exchanges run against one origin at a time.
  ///   - pinnedNames: answers that come before the resolver's, as `name:port:address`.
  package init(
    userAgent: String, certificateBundle: String? = nil, proxies: ProxySettings = .ofThisProcess,
    lanes: Int = Client.lanes, pinnedNames: [String] = []
  ) {
    rules = HouseRules(
      userAgent: userAgent, certificateBundle: certificateBundle, proxies: proxies,
      pinnedNames: pinnedNames)
    self.lanes = Lanes(limit: lanes)
  }

  deinit {
    for transfer in running.values { detach(transfer) }
  }

  /// Exchanges started and not ended, those that wait for a lane included.
  package var inFlight: Int { running.count + waiting.count + stillborn.count }

  package var waker: Waker { Waker(multi) }

  /// Begins an exchange. The request leaves in the turns that follow; every outcome, a request that
  /// makes no sense included, is reported by `finished`.
  package func start(_ request: Request, as id: ExchangeID) {
    precondition(!isInFlight(id), "an exchange's id is used once at a time")
    switch admission(of: request) {
    case .refused(let failure): stillborn[id] = failure
    case .to(let origin):
      switch request.connection {
      case .fresh: run(request, as: id, to: origin, holdsLane: false)
      case .reusable where lanes.enter(id, to: origin):
        run(request, as: id, to: origin, holdsLane: true)
      case .reusable: waiting[id] = Waiting(request: request, origin: origin)
      }
    }
  }

  /// Abandons an exchange: no ending is reported, and a connection it had to itself is closed.
  package func drop(_ id: ExchangeID) {
    stillborn[id] = nil
    if let waited = waiting.removeValue(forKey: id) { lanes.forget(id, to: waited.origin) }
    if let transfer = running.removeValue(forKey: id) { retire(transfer) }
  }

  /// Does what can be done now, and reports what has ended since the last call.
  package func finished() -> [Finished] {
    var finished = stillborn.map { id, failure in
      Finished(id: id, ending: .failed(failure), elapsed: .zero)
    }
    stillborn.removeAll()
    var count: Int32 = 0
    // SAFETY: the handle is ours; the callbacks it runs never come back to this client.
    let code = unsafe curl_multi_perform(multi.handle, &count)
    precondition(code == CURLM_OK, "libcurl lost track of its transfers")
    while let (transfer, result) = nextEnded() {
      finished.append(
        Finished(
          id: transfer.id, ending: transfer.ending(result), elapsed: transfer.elapsed,
          cutReply: transfer.cutReply(result)))
      running[transfer.id] = nil
      retire(transfer)
    }
    return finished
  }

  /// Blocks until an exchange moves, a watched descriptor is readable, the waker is used or the
  /// limit is reached; nil waits for ever. May return early. `finished` must come before the next
  /// wait, or that one returns at once.
  ///
  /// - Returns: those of the descriptors that are readable, at their end or broken.
  package func wait(
    upTo limit: Duration?, alsoWatching descriptors: [WatchedDescriptor] = []
  ) -> [WatchedDescriptor] {
    let limit = stillborn.isEmpty ? limit : .zero
    return multi.poll(upTo: limit, alsoWatching: descriptors)
  }

  private enum Admission {
    case to(Origin)
    case refused(Failure)
  }

  private func admission(of request: Request) -> Admission {
    guard let origin = Origin(request.url) else {
      return .refused(Failure(notSent: .other, "this is no http or https URL without a password"))
    }
    if !origin.isSecure && request.allowedProtocols == .httpsOnly {
      return .refused(Failure(notSent: .other, "\(origin.host) is asked for without https"))
    }
    if request.addressPolicy == .publicOnly && origin.isKnownPrivate {
      return .refused(
        Failure(notSent: .refusedAddress, "\(origin.host) is not on the public internet"))
    }
    guard request.headers.allSatisfy(\.isOneLine) else {
      return .refused(Failure(notSent: .other, "a header of the request is more than one line"))
    }
    return .to(origin)
  }

  private func isInFlight(_ id: ExchangeID) -> Bool {
    running[id] != nil || waiting[id] != nil || stillborn[id] != nil
  }

  private func run(_ request: Request, as id: ExchangeID, to origin: Origin, holdsLane: Bool) {
    let transfer = idle.popLast() ?? Transfer()
    do {
      try transfer.prepare(
        request, as: id, to: origin, holdsLane: holdsLane, proxy: rules.proxies.proxy(to: origin),
        under: rules)
    } catch {
      stillborn[id] = Failure(
        notSent: .other, "libcurl refused option \(error.option.rawValue) of the request")
      recycle(transfer)
      if holdsLane { passLaneOn(origin) }
      return
    }
    running[id] = transfer
    // SAFETY: both handles live until `retire` has taken the transfer out again.
    let code = unsafe curl_multi_add_handle(multi.handle, transfer.easy.handle)
    precondition(code == CURLM_OK, "libcurl refused a new transfer")
  }

  /// The next transfer libcurl is through with, or nil.
  private func nextEnded() -> (Transfer, CURLcode)? {
    var left: Int32 = 0
    // SAFETY: the message is read before the next call on the handle; a transfer's private pointer
    // is the transfer, which `running` keeps alive.
    while let message = unsafe curl_multi_info_read(multi.handle, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
      var context: UnsafeMutableRawPointer?
      unsafe wavespool_curl_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context)
      guard let context = unsafe context else { continue }
      return unsafe (
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue(),
        wavespool_curl_result(message)
      )
    }
    return nil
  }

  private func retire(_ transfer: Transfer) {
    detach(transfer)
    let lane = transfer.holdsLane ? transfer.origin : nil
    recycle(transfer)
    if let lane { passLaneOn(lane) }
  }

  private func passLaneOn(_ origin: Origin) {
    guard let next = lanes.leave(origin) else { return }
    guard let waited = waiting.removeValue(forKey: next) else {
      preconditionFailure("who waits for a lane is known by its request")
    }
    run(waited.request, as: next, to: origin, holdsLane: true)
  }

  private func detach(_ transfer: Transfer) {
    // SAFETY: the handle was added once and is taken out once.
    unsafe curl_multi_remove_handle(multi.handle, transfer.easy.handle)
  }

  private func recycle(_ transfer: Transfer) {
    transfer.recycle()
    if idle.count < maximumIdleTransfers { idle.append(transfer) }
  }
}

/// A burst may leave many; each holds on to some tens of kilobytes.
private let maximumIdleTransfers = 64

extension Header {
  /// A line break would let a value add headers of its own.
  fileprivate var isOneLine: Bool {
    !name.isEmpty && !name.utf8.contains { $0.endsLine || $0 == UInt8(ascii: ":") }
      && !value.utf8.contains(where: \.endsLine)
  }
}

extension UInt8 {
  fileprivate var endsLine: Bool { self == 0x00 || self == 0x0A || self == 0x0D }
}

extension Failure {
  fileprivate init(notSent kind: Kind, _ message: String) {
    self.init(requestMayHaveArrived: false, kind: kind, message: message)
  }
}
