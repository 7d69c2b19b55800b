import Glibc

struct NoSuchDirectory: Error {}

func enter(_ path: String) throws(NoSuchDirectory) {
  guard chdir(path) == 0 else { throw NoSuchDirectory() }
}
