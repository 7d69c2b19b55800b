import Glibc

/// How many files, connections among them, this process may have open at once.
struct OpenFiles {
  let most: Int

  /// With fewer not even the database and the API are within reach.
  static let least = 64

  /// Lets it have as many as the system allows: the soft limit is for programs that use `select`.
  static func raised() -> OpenFiles {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    // SAFETY: `limit` outlives both calls. A refusal leaves the limit as it was, and that is told.
    unsafe getrlimit(resource, &limit)
    let soft = limit.rlim_cur
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    let isRaised = unsafe limit.rlim_cur > soft && setrlimit(resource, &limit) == 0
    return OpenFiles(most: Int(clamping: isRaised ? limit.rlim_cur : soft))
  }

  /// What is wrong, in a sentence; nil when there are enough.
  var trouble: String? {
    guard most < OpenFiles.least else { return nil }
    return "this process may open only \(most) files; it needs at least \(OpenFiles.least)"
  }
}
