import Glibc
import HTTP
import Spool

/// How many submissions may be on the wire at once, each on a connection of its own, with the files
/// that this process may have open. One that found none left would look as if the API were down.
func submissionsThatFit() -> Int {
  var limit = rlimit()
  // SAFETY: `limit` outlives the call. Where the kernel does not tell, the least is assumed.
  unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  return submissionsThatFit(inFiles: Int(clamping: limit.rlim_cur))
}

/// A connection takes up to four files while its name is looked up; polls have their lanes, and the
/// database, outputs and pictures theirs.
package func submissionsThatFit(inFiles files: Int) -> Int {
  max(1, (files - Client.lanes - 32) / 4)
}

extension Turn {
  /// Says once, at the start, what a person may change: the limits let more go than there are files.
  func tellWhatFits() {
    guard let most = world.mostOnTheWire,
      most < steering.limits[.account]?.inFlight ?? Turn.batch
    else { return }
    world.log.warning(
      "this process may open few files: fewer submissions are on the wire at once than the limit "
        + "lets go",
      ["at once": "\(most)", "hint": "raise LimitNOFILE= in the unit, or 'ulimit -n'"])
  }
}
