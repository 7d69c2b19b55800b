import JSON
import Spool
import Store

extension Health {
  /// `status --json`.
  var json: JSON.Object {
    [
      "daemon": .object(daemonJSON),
      "database": .string(path),
      "queue": .object(
        JSON.Object(
          Status.allCases.filter { !$0.hasEnded }.map { ($0.rawValue, .whole(count($0))) })),
      "scheduled": .object(["jobs": .whole(scheduled.jobs), "next": .time(scheduled.next)]),
      "passed_over": .object(
        JSON.Object(WaitReason.allCases.map { ($0.rawValue, .whole(passedOver[$0] ?? 0)) })),
      "models": .array(depths.map { .object($0.json) }),
      "ended_today": .object(
        JSON.Object(
          Status.allCases.filter(\.hasEnded).map { ($0.rawValue, .whole(endedToday[$0] ?? 0)) })),
      "in_flight": .whole(inFlight.values.reduce(0, +)),
      "limits": .array(
        limits.sorted { $0.key.text < $1.key.text }.map { .object($0.value.json(of: $0.key)) }),
      "pauses": .array(pauses.map { .object($0.json(at: now)) }),
      "balance_usd": .dollars(daemon?.balance), "balance_at": .time(daemon?.balanceAt),
      "spending_today": .array(spending.map { .object($0.json) }),
      "attention": .array(
        attention.map { .object(["what": .string($0.what), "remedy": .string($0.remedy)]) }),
    ]
  }

  private var daemonJSON: JSON.Object {
    [
      "running": .bool(holder != nil),
      "pid": holder.flatMap { $0 > 0 ? .whole(Int($0)) : nil } ?? .null,
      "version": .text(daemon?.version),
      "api_url": .text(daemon?.apiURL),
      "started_at": .time(daemon?.startedAt),
      "heartbeat_at": .time(daemon?.heartbeatAt),
      "stopped_at": .time(daemon?.stoppedAt),
      "trouble": .text(daemon?.trouble),
    ]
  }
}

extension Depth {
  fileprivate var json: JSON.Object {
    [
      "model": .string(model.text), "status": .string(status.rawValue), "jobs": .whole(jobs),
      "oldest": .time(oldest),
    ]
  }
}

extension Limits {
  fileprivate func json(of scope: Scope) -> JSON.Object {
    var named: JSON.Object = ["model": scope == .account ? .null : .string(scope.text)]
    for member in json.members { named[member.key] = member.value }
    return named
  }
}

extension Spool.Pause {
  fileprivate func json(at now: Timestamp) -> JSON.Object {
    [
      "model": scope == .account ? .null : .string(scope.text),
      "reason": .string(reason.rawValue),
      "detail": .string(detail),
      "since": .time(since),
      "until": .time(until),
      "needs_a_person": .bool(needed != nil),
    ]
  }
}

extension Spending {
  fileprivate var json: JSON.Object {
    [
      "model": .string(group), "attempts": .whole(attempts), "spent_usd": .dollars(spent),
      "failed_usd": .dollars(failed), "pending_usd": .dollars(pending),
      "unknown_prices": .whole(unknown), "usd_per_completed": .dollars(perCompleted),
      "difference_usd": .dollars(billed > 0 ? difference : nil),
    ]
  }
}
