import Glibc
import Synchronization

/// The threads of a `ScriptedServer`, and what they have seen. They keep it alive, not the server,
/// whose end is what stops them.
final class Playhouse: Sendable {
  private let scripts: [[ScriptedServer.Step]]
  private let listener: Int32
  private let closing = Gate()
  private let doorkeeper = Mutex<Thread?>(nil)
  private let seen = Mutex(Seen())

  private struct Seen {
    var requests: [ScriptedServer.Received] = []
    var connections = 0
    var playing: [Int: Thread] = [:]
    var played: [Thread] = []
  }

  init(_ scripts: [[ScriptedServer.Step]], listener: Int32) {
    self.scripts = scripts
    self.listener = listener
  }

  deinit { Glibc.close(listener) }

  var requests: [ScriptedServer.Received] { seen.withLock { $0.requests } }
  var connections: Int { seen.withLock { $0.connections } }

  func open() {
    let thread = Thread { [self] in admit() }
    doorkeeper.withLock { $0 = thread }
  }

  func close() {
    closing.open()
    doorkeeper.withLock { $0.take() }?.join()
    settle()
  }

  func settle() {
    while let thread = seen.withLock({ $0.playing.popFirst()?.value ?? $0.played.popLast() }) {
      thread.join()
    }
  }

  private func admit() {
    while closing.isShut(untilReadable: listener, forEver: true) {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { continue }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      play(on: descriptor)
      joinPlayed()
    }
    // Who has knocked before the end is counted, though not served.
    while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
      seen.withLock { $0.connections += 1 }
      Glibc.close(descriptor)
    }
  }

  private func play(on descriptor: Int32) {
    // Under the lock, so that a script cannot end before its thread is known.
    seen.withLock { seen in
      let number = seen.connections
      seen.connections += 1
      let script = scripts[min(number, scripts.count - 1)]
      seen.playing[number] = Thread { [self] in
        Stage(descriptor, closing: closing).play(script) { head, body, bodyBytes in
          record(.init(connection: number, head: head, body: body, bodyBytes: bodyBytes))
        }
        hasPlayed(number)
      }
    }
  }

  private func record(_ request: ScriptedServer.Received) {
    seen.withLock { $0.requests.append(request) }
  }

  private func hasPlayed(_ number: Int) {
    seen.withLock { seen in
      if let thread = seen.playing.removeValue(forKey: number) { seen.played.append(thread) }
    }
  }

  /// A thread that has ended keeps its stack until it is joined.
  private func joinPlayed() {
    let played = seen.withLock { seen in
      defer { seen.played = [] }
      return seen.played
    }
    for thread in played { thread.join() }
  }
}
