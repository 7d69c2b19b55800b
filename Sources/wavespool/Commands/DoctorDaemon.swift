import Spool
import Store
import Terminal

// The patient's life: the daemon, and what it last recorded of the other side.

extension Session {
  func daemon(_ health: Health, _ around: Surroundings) -> [Diagnosis] {
    guard health.holder != nil else { return [absent(health)] }
    var found: [Diagnosis] = []
    let restart = "Restart wavespoold: nothing is lost by that, and nothing paid twice."
    let memory = DaemonLock.memory(of: location.path)
    if let memory, memory.inode != 0, memory.inode != around.inode {
      found.append(
        .finding(
          "daemon", "wavespoold serves another file: the one at \(location.path) was replaced",
          restart))
    }
    if let heard = health.daemon?.silentSince(at: health.now) {
      found.append(
        .finding(
          "daemon", "wavespoold runs, but has written nothing since \(heard.words)",
          "Look at its log ('journalctl -u wavespoold'); then restart it."))
    }
    if let version = health.daemon?.version, version != Wavespool.program.version {
      found.append(
        .finding(
          "daemon",
          "wavespoold is version \(version), and this is \(Wavespool.program.version)", restart))
    }
    return found.isEmpty ? [present(health)] : found
  }

  private func absent(_ health: Health) -> Diagnosis {
    let since = health.daemon?.stoppedAt.map { ", and was stopped \(ago($0))" } ?? ""
    // Work that waits is told as what needs a person.
    return .well("daemon", "wavespoold is not running\(since)")
  }

  private func present(_ health: Health) -> Diagnosis {
    let pid = health.holder.flatMap { $0 > 0 ? ", pid \($0)" : nil } ?? ""
    let heard = health.daemon?.heartbeatAt.map { "; last heard of \(ago($0))" } ?? ""
    return .well("daemon", "wavespoold runs\(pid)\(heard)")
  }

  func account(_ health: Health, _ vitals: Vitals) -> [Diagnosis] {
    var found: [Diagnosis] = []
    if let trouble = health.daemon?.trouble {
      found.append(
        .finding("daemon", "it says: \(trouble)", "'wavespool status' tells more."))
    }
    if let url = health.daemon?.apiURL {
      let balance = health.daemon?.balance.map { left in
        "; \(left) left on the account"
          + (health.daemon?.balanceAt.map { ", asked \(ago($0))" } ?? "")
      }
      found.append(.well("account", "the API at \(url)\(balance ?? "")"))
    }
    if vitals.throttled > 0 {
      let times = vitals.throttled == 1 ? "once" : "\(vitals.throttled) times"
      found.append(
        .well(
          "account",
          "the API said 429 \(times) in the last day: "
            + "'wavespool limit' shows and sets what is submitted at once"))
    }
    return found + pauses(health)
  }

  /// Those that need a person come with what else does.
  private func pauses(_ health: Health) -> [Diagnosis] {
    health.pauses.filter { $0.needed == nil }.map { pause in
      .well("account", "\(pause.sentence) \(capitalized(pause.ending(at: health.now))).")
    }
  }

  private func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  func clock(_ health: Health, _ vitals: Vitals) -> [Diagnosis] {
    let newest = [vitals.newestEvent, health.daemon?.heartbeatAt].compactMap { $0 }.max()
    guard let newest, newest > health.now + .seconds(5) else { return [] }
    return [
      .finding(
        "clock", "the database knows of \(newest.words), and the clock says \(health.now.words)",
        "Set the clock of this machine: 'timedatectl' shows it.")
    ]
  }

  func attention(_ health: Health) -> [Diagnosis] {
    health.attention.map { .finding("queue", $0.what, $0.remedy) }
  }
}

extension DaemonRow {
  /// When it last wrote, where that is too long ago for one that goes on: at least once a minute.
  func silentSince(at now: Timestamp) -> Timestamp? {
    heartbeatAt.flatMap { now > $0 + .seconds(180) ? $0 : nil }
  }
}
