import Spool

/// Time in the simulation: it moves only when it is told to.
final class MachineClock {
  private(set) var uptime = Uptime(nanoseconds: 1_000_000_000_000)
  private var wallOffset: Int64
  private let disk: Disk

  /// The servers' clock begins where the machine's does, and nobody sets it.
  private let serverOffset: Int64

  init(_ disk: Disk, serverSkew: Duration) {
    self.disk = disk
    let start: Int64 = 1_790_000_000_000
    wallOffset = start - uptime.milliseconds
    serverOffset = wallOffset + serverSkew.milliseconds
    tellDisk()
  }

  var wall: Timestamp { Timestamp(milliseconds: wallOffset + uptime.milliseconds) }
  var serverWall: Timestamp { Timestamp(milliseconds: serverOffset + uptime.milliseconds) }

  func advance(to moment: Uptime) {
    guard uptime < moment else { return }
    uptime = moment
    tellDisk()
  }

  func advance(by wait: Duration) { advance(to: uptime + wait) }

  /// Somebody sets the clock on the wall.
  func jump(by wait: Duration) {
    wallOffset += wait.milliseconds
    tellDisk()
  }

  private func tellDisk() { disk.setClock(milliseconds: wall.milliseconds) }
}

extension Uptime {
  var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
