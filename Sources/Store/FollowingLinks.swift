import Glibc

/// The name of the file that a path leads to in the end, whether it is there or not yet.
///
/// SQLite follows a database that is a symbolic link, and keeps its own files beside what it leads
/// to. Whatever is ours beside a database lies there too: one file, one lock. Folders that are links
/// change nothing in that.
func followingLinks(_ path: String) -> String {
  var path = path
  // As many as the kernel itself follows; a circle is refused when it is opened.
  for _ in 0..<40 {
    guard let target = target(ofLink: path) else { return path }
    if target.hasPrefix("/") {
      path = target
    } else if let slash = path.lastIndex(of: "/") {
      path = path[...slash] + target
    } else {
      path = target
    }
  }
  return path
}

private func target(ofLink path: String) -> String? {
  var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
  // SAFETY: the pointer and the count are of one buffer, lent for the length of the call.
  let count = unsafe bytes.withUnsafeMutableBytes { buffer in
    guard let start = buffer.baseAddress else { return -1 }
    return unsafe readlink(path, start, buffer.count)
  }
  return count > 0 ? String(validating: bytes[..<count], as: UTF8.self) : nil
}
