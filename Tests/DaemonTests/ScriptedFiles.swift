import Daemon
import Glibc
import Media
import Prometheus
import Spool
import Store
import TestSupport
import WaveSpeed

/// Real files, a bench that works at once, and a way over the network that does what the test says.
final class ScriptedFiles: Carrier, Bench {
  struct Put {
    let digest: Digest
    let ticket: UploadTicket
    let bytes: [UInt8]
  }

  struct Asked {
    let output: OutputID
    let fetch: Fetch
  }

  let pictures: MediaStore
  let outputs: OutputFolder
  private let clock: ManualClock
  private(set) var puts: [Put] = []
  private(set) var bodies: [(exchange: Exchange, body: String)] = []
  private(set) var asked: [Asked] = []

  /// The most bodies that were being put together at a time.
  private(set) var mostComposing = 0
  private var coming: [(at: Uptime, answer: FileAnswer)] = []

  /// How a PUT ends; nil where it never does.
  var onPut: (Put) -> FileAnswer.Delivery? = { _ in .replied(status: 200, "") }

  /// What a server sends of an output, and what it says of it; nil where it never answers.
  var onFetch: (Asked) -> (sent: [UInt8], Fetched)? = { _ in nil }

  var metrics: MetricsFile?

  init(_ clock: ManualClock, _ directory: TemporaryDirectory) {
    self.clock = clock
    pictures = MediaStore(besideDatabase: directory.file("queue.db"))
    outputs = OutputFolder(directory.file("outputs"), owner: "test")
  }

  var world: FileWorld {
    FileWorld(
      pictures: pictures, outputs: outputs, carrier: self, bench: self, api: "http://api",
      metrics: metrics)
  }

  func put(_ file: OpenFile, bytes: Int, with ticket: UploadTicket, as digest: Digest) {
    let put = Put(digest: digest, ticket: ticket, bytes: Array(content(of: file).prefix(bytes)))
    puts.append(put)
    if let delivery = onPut(put) { answer(.put(digest, delivery)) }
  }

  func send(_ request: APIRequest, body: OpenFile, bytes: Int, as exchange: Exchange) {
    bodies.append((exchange, String(decoding: content(of: body).prefix(bytes), as: UTF8.self)))
  }

  func fetch(_ fetch: Fetch, into file: OpenFile, as output: OutputID) {
    let one = Asked(output: output, fetch: fetch)
    asked.append(one)
    guard let (sent, fetched) = onFetch(one) else { return }
    _ = write(file.descriptor, sent, sent.count)
    answer(.fetched(output, fetched))
  }

  func start(_ errand: Errand) {
    answer(.done(errand.run(in: pictures)))
    let composing = coming.count { come in
      if case .done(.composed) = come.answer { true } else { false }
    }
    mostComposing = max(mostComposing, composing)
  }

  private func answer(_ answer: FileAnswer) {
    coming.append((clock.uptime + .milliseconds(1), answer))
  }

  func collect() -> [FileAnswer] {
    let come = coming.filter { $0.at <= clock.uptime }
    coming.removeAll { $0.at <= clock.uptime }
    return come.map(\.answer)
  }

  var nextAnswer: Uptime? { coming.map(\.at).min() }

  /// A dead daemon's answers reach nobody.
  func forget() {
    coming = []
  }

  private func content(of file: OpenFile) -> [UInt8] {
    var bytes: [UInt8] = []
    _ = file.read { piece in
      for index in piece.indices { bytes.append(piece[index]) }
    }
    return bytes
  }
}

/// A PNG whose structure is whole: as small as one can be, unless it is given more data.
func png(
  _ width: UInt32 = 1280, _ height: UInt32 = 720, data: [UInt8] = [1]
) -> [UInt8] {
  [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    + pngChunk("IHDR", big(width) + big(height) + [8, 2, 0, 0, 0]) + pngChunk("IDAT", data)
    + pngChunk("IEND", [])
}

func pngChunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
  big(UInt32(data.count)) + Array(name.utf8) + data + [0, 0, 0, 0]
}

private func big(_ number: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
