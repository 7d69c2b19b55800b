import Glibc

/// One connection while its script is played.
final class Stage {
  private let descriptor: Int32
  private let closing: Gate
  private var unread: [UInt8] = []
  private var isReset = false

  init(_ descriptor: Int32, closing: Gate) {
    self.descriptor = descriptor
    self.closing = closing
  }

  deinit {
    // A child that another test has just started may hold this socket too: then closing our own
    // would tell the other side nothing.
    if !isReset { shutdown(descriptor, Int32(SHUT_RDWR)) }
    close(descriptor)
  }

  func play(_ script: [ScriptedServer.Step], record: (String, [UInt8], Int) -> Void) {
    var position = 0
    while position < script.count {
      let step = script[position]
      position += 1
      switch step {
      case .read:
        guard let (head, body, count) = readRequest() else { return }
        record(head, body, count)
      case .send(let bytes, let times):
        for _ in 0..<times { guard send(bytes) else { return } }
      case .hold(let gate): guard closing.isShut(untilReadable: gate.descriptor) else { return }
      case .call(let closure): closure()
      case .close: return
      case .reset: return discardOnClose()
      case .untilPeerCloses: while receive() {}
      case .again: position = 0
      }
    }
  }

  private func readRequest() -> (head: String, body: [UInt8], bodyBytes: Int)? {
    let blankLine = Array("\r\n\r\n".utf8)
    var end = unread.firstRange(of: blankLine)
    while end == nil {
      guard receive() else { return nil }
      end = unread.firstRange(of: blankLine)
    }
    guard let end else { return nil }
    let head = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
    unread.removeFirst(end.upperBound)
    let length = contentLength(in: head)
    var kept: [UInt8] = []
    var missing = length
    while missing > 0 {
      if unread.isEmpty { guard receive() else { return nil } }
      let piece = unread.prefix(missing)
      kept.append(contentsOf: piece.prefix(keptBytes - kept.count))
      missing -= piece.count
      unread.removeFirst(piece.count)
    }
    return (head, kept, length)
  }

  /// Adds what has come to `unread`; false at the end of the connection.
  private func receive() -> Bool {
    guard closing.isShut(untilReadable: descriptor) else { return false }
    let piece = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
    }
    unread.append(contentsOf: piece)
    return !piece.isEmpty
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest.removeFirst(count)
    }
    return true
  }

  /// An unread socket closed with a linger of nothing answers with a reset.
  private func discardOnClose() {
    isReset = true
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
  }
}

private let keptBytes = 1 << 20

private func contentLength(in head: String) -> Int {
  for line in head.split(whereSeparator: \.isNewline) {
    let parts = line.split(separator: ":", maxSplits: 1)
    if parts.count == 2, parts[0].lowercased() == "content-length" {
      return Int(parts[1].filter { !$0.isWhitespace }) ?? 0
    }
  }
  return 0
}
