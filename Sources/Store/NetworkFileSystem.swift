import CLinux
import Glibc

/// SQLite's documentation: "locking … is buggy or missing on many network filesystems", and WAL
/// needs memory that all processes share. A queue there would pay twice or be damaged.
func refuseNetworkFileSystem(_ path: String) throws(StoreError) {
  var facts = statfs()
  let isThere = unsafe access(path, F_OK) == 0
  // SAFETY: `facts` lives through the call.
  guard unsafe statfs(isThere ? path : folder(of: path), &facts) == 0 else {
    throw .cannotOpen(path: path, reason: unsafe String(cString: strerror(errno)))
  }
  if networkFileSystems.contains(UInt32(truncatingIfNeeded: facts.f_type)) {
    throw .networkFileSystem(path: path)
  }
}

/// From statfs(2): NFS, SMB, CIFS, SMB2, 9P, AFS, Ceph, Lustre, NCP, Coda, OCFS2, GFS2.
private let networkFileSystems: Set<UInt32> = [
  0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x0102_1997, 0x5346_414F, 0x00C3_6400, 0x0BD0_0BD0,
  0x564C, 0x7375_7245, 0x7461_636F, 0x0116_1970,
]
