import CLinux
import CMicroHTTPD
import Glibc

/// libmicrohttpd in one thread, driven by our own loop: signals, timers and sockets take turns, so
/// the simulator behind it needs no lock.
///
/// libmicrohttpd parses, keeps connections alive and writes whole answers. What it has no words
/// for, `WireFault` does on the connection's own socket.
@safe final class Server {
  let port: UInt16
  private let daemon: OpaquePointer
  private let box = ContextBox()
  private let respond: (Request) -> Reply
  private var timers = Heap<Exchange>()

  /// How long a client that goes away can keep a silent connection of ours open.
  private static let silenceCheck: Int64 = 1_000_000_000

  /// Listens on `port`, or any that is free for 0. `respond` is called on the loop's thread.
  init(port: UInt16, respond: @escaping (Request) -> Reply) throws(ServerError) {
    raiseDescriptorLimit()
    let listener = try Listener(port: port)
    self.port = listener.port
    self.respond = respond
    // SAFETY: the box lives as long as this server, the daemon no longer than `run`; the
    // callbacks are of MHD's types.
    guard
      let daemon = unsafe cmhd_start(
        listener.descriptor, 50_000, 300, answerCallback, completedCallback,
        Unmanaged.passUnretained(box).toOpaque())
    else { throw ServerError("libmicrohttpd does not start") }
    unsafe self.daemon = daemon
    box.server = self
  }

  /// Serves until a signal asks to stop.
  func run(until signals: Int32) {
    // SAFETY: the daemon lives until the end of this function.
    let events = unsafe cmhd_epoll(daemon)
    while true {
      var watched = [
        pollfd(fd: events, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
      ]
      // SAFETY: the array is lent for the call with its own count.
      _ = unsafe poll(&watched, nfds_t(watched.count), timeout())
      if watched[1].revents != 0 { break }
      resumeWhatIsDue()
      unsafe MHD_run(daemon)
    }
    // libmicrohttpd insists that nothing is suspended when it stops.
    for exchange in timers.removeAll() where exchange.isSuspended {
      exchange.isAbandoned = true
      resume(exchange)
    }
    unsafe MHD_stop_daemon(daemon)
    box.server = nil
  }

  func answer(
    _ exchange: Exchange, method: UnsafePointer<CChar>, path: UnsafePointer<CChar>
  ) -> MHD_Result {
    if exchange.isAbandoned { return .NO }
    if let reply = exchange.reply { return deliver(reply, exchange) }
    let request = unsafe Request(
      method: String(cString: method), path: String(cString: path), body: exchange.body,
      connection: exchange.connection)
    exchange.body = []
    let reply = respond(request)
    exchange.reply = reply
    if reply.delay > 0 {
      suspend(exchange, for: reply.delay)
      return .YES
    }
    return deliver(reply, exchange)
  }

  private func deliver(_ reply: Reply, _ exchange: Exchange) -> MHD_Result {
    switch reply.delivery {
    case .whole:
      return unsafe queue(Response.whole(reply), reply.status, exchange)
    case .slow, .cut(.insideTheBody):
      return unsafe queue(Response.streamed(reply, exchange), reply.status, exchange)
    case .silence:
      suspend(exchange, for: Self.silenceCheck)
      return .YES
    case .cut(.beforeTheFirstByte):
      return .NO
    case .cut(.insideTheHeaders):
      WireFault(exchange).write(reply.head.prefix(reply.head.count / 2))
      return .NO
    case .overlong:
      WireFault(exchange).write((reply.head + reply.body + Array("and more".utf8))[...])
      return .NO
    case .reset:
      WireFault(exchange).reset()
      return .NO
    }
  }

  private func queue(_ response: OpaquePointer?, _ status: Int, _ exchange: Exchange) -> MHD_Result
  {
    guard let response = unsafe response else { return .NO }
    // SAFETY: MHD takes its own reference to the response; ours is given back.
    defer { unsafe MHD_destroy_response(response) }
    return unsafe MHD_queue_response(exchange.connection, UInt32(status), response)
  }

  func suspend(_ exchange: Exchange, for wait: Int64) {
    exchange.isSuspended = true
    timers.insert(exchange, at: monotonic() + wait)
    // SAFETY: called from a callback of this very connection, as MHD demands.
    unsafe MHD_suspend_connection(exchange.connection)
  }

  private func resume(_ exchange: Exchange) {
    exchange.isSuspended = false
    // SAFETY: a suspended connection is never freed, so the pointer is still good.
    unsafe MHD_resume_connection(exchange.connection)
  }

  private func resumeWhatIsDue() {
    while let (_, exchange) = timers.removeDue(at: monotonic()) {
      if exchange.reply?.delivery == .silence, exchange.reply?.delay == 0 {
        if !WireFault(exchange).clientHasLeft {
          timers.insert(exchange, at: monotonic() + Self.silenceCheck)
          continue
        }
        exchange.isAbandoned = true
      }
      exchange.reply?.delay = 0
      exchange.mayDrip = true
      resume(exchange)
    }
  }

  /// In milliseconds, as `poll` wants it: until MHD's next deadline or ours.
  private func timeout() -> Int32 {
    var fromMHD: UInt64 = 0
    // SAFETY: `fromMHD` outlives the call, which only fills it.
    let hasTimeout = unsafe MHD_get_timeout(daemon, &fromMHD) == .YES
    var wait = hasTimeout ? Int64(min(fromMHD, 60_000)) : 60_000
    if let due = timers.earliest {
      wait = min(wait, max(0, (due - monotonic() + 999_999) / 1_000_000))
    }
    return Int32(wait)
  }
}

/// What went wrong before the first request.
struct ServerError: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}

func monotonic() -> Int64 {
  var time = timespec()
  // SAFETY: `time` outlives the call, which only fills it.
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

private func raiseDescriptorLimit() {
  var limit = rlimit()
  // SAFETY: `limit` outlives both calls. A refusal leaves the limit as it was, which will do.
  unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = min(limit.rlim_max, 60_000)
  unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
