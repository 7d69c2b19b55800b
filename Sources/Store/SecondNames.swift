import Glibc

/// A hard link is another name of the same file, with a log and a lock of its own beside it: two daemons
/// would serve one queue, each without the other's commits, and pay for each job twice.
func refuseSecondName(_ path: String) throws(StoreError) {
  var facts = stat()
  // SAFETY: `facts` lives through the call; stat opens nothing.
  guard unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_nlink > 1
  else { return }
  throw .manyNames(path: path, count: Int(facts.st_nlink))
}
