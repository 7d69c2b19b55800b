import SQLite
import Spool
import Store
import Terminal

extension Watch {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let others = "'wavespool status' and 'wavespool events --follow' do not."
    guard session.out.isTerminal, session.console.canAsk else {
      throw .usage("watch needs a terminal", hint: others)
    }
    guard session.out.movesCursor else {
      throw .usage(
        "watch needs a terminal whose cursor it can move, and TERM is 'dumb'", hint: others)
    }
    try session.expectToWrite()
    let watch = WriteWatch(try session.reader())
    var view = try WatchView(session)
    guard let screen = FullScreen(on: session.out) else {
      throw .usage("watch cannot use this terminal")
    }
    let signal = try follow(&view, on: screen, watch)
    if let signal { screen.die(of: signal) }
    screen.leave()
    return .done
  }

  /// Returns the signal that asked to end, or nil when the person did.
  private static func follow(
    _ view: inout WatchView, on screen: FullScreen, _ watch: WriteWatch
  ) throws(CommandFailure) -> CInt? {
    var earliest = Uptime.start
    while true {
      try view.draw(on: screen)
      // Ages and waits are told by the second.
      if try watch.wait(until: Uptime.now + .seconds(1), or: screen.descriptors) {
        // However much is written, nobody reads more pictures than a few a second.
        let now = Uptime.now
        if now < earliest { _ = try watch.wait(until: earliest, or: screen.descriptors) }
        earliest = Uptime.now + .milliseconds(200)
        try view.load(rows: screen.rows)
      }
      for event in screen.events() {
        switch event {
        case .resized: break
        case .ended(let signal): return signal
        case .key(let key):
          switch try view.press(key, on: screen) {
          case .quit: return nil
          case .suspend: screen.suspend()
          case .act, nil: break
          }
        }
      }
    }
  }
}
