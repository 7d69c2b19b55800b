import Glibc
import SQLite
package import Spool
import Store

/// A file for the textfile collector of Prometheus' node_exporter: what `wavespool metrics` prints,
/// written anew now and then. Whoever reads it sees a whole page, the last one or this one.
package struct MetricsFile: Equatable, Sendable {
  package let path: String
  private let database: String
  private let version: String

  package init(_ path: String, of database: String, version: String) {
    self.path = path
    self.database = database
    self.version = version
  }

  /// Why there is no new page, in words.
  package struct Failure: Error, Equatable, Sendable {
    package let words: String
  }

  /// Reads the queue through a connection of its own: nobody waits for it.
  ///
  /// The last page of a daemon says that it is gone.
  package func write(at now: Timestamp, isLast: Bool = false) throws(Failure) {
    let page: MetricsPage
    do throws(StoreError) {
      let store = try Store.open(database, for: .reader(patience: .seconds(1)))
      page = try store.reading { () throws(SQLiteError) in
        MetricsPage(
          try QueueFigures(store, at: now, isServed: isLast ? false : nil), version: version)
      }
    } catch {
      throw Failure(words: error.message)
    }
    try put(page.text, by: "\(path).\(getpid()).\(isLast ? "last" : "new")")
  }

  /// The collector reads what ends in `.prom`, which the draft does not.
  private func put(_ text: String, by draft: String) throws(Failure) {
    // SAFETY: the paths live through the calls; no more is written than there are bytes.
    _ = unsafe unlink(draft)  // a life of the same number may have left it
    let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure() }
    defer { close(file) }
    fchmod(file, 0o644)  // whatever the umask: it is for others to read
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(removing: draft) }
      rest = rest.dropFirst(count)
    }
    guard unsafe rename(draft, path) == 0 else { throw failure(removing: draft) }
  }

  private func failure(removing draft: String? = nil) -> Failure {
    let code = errno
    // SAFETY: the path lives through the call; strerror's text is copied at once.
    if let draft { _ = unsafe unlink(draft) }
    return Failure(words: "\(path) cannot be written: \(unsafe String(cString: strerror(code)))")
  }
}
