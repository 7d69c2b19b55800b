import Media
import Spool
import SQLite
import Store

extension Turn {
  /// Takes one step, when nothing else is to be done. A daemon that is never idle takes one now and
  /// then all the same, lest its database grow for ever.
  func keepHouse(isFree: Bool, at moment: Moment) {
    guard mayKeepHouse, tryAgain == nil else { return }
    if keeper.isResting, keeper.nextRound <= moment.uptime {
      keeper.nextRound = moment.uptime + Keeper.rounds
      keeper.nextStep = moment.uptime
      keeper.stage = .jobs(.completed, after: .beginning)
    }
    guard let due = keeper.nextDue, due <= moment.uptime,
      isFree && listening.mayAct(at: moment.uptime) || moment.uptime.since(due) > Turn.longestDelay
    else { return }
    do throws(StoreError) {
      try takeStep(at: moment)
      // A small part of the time, by the length of this step.
      let taken = world.moment.uptime.since(moment.uptime)
      keeper.nextStep = moment.uptime + max(.milliseconds(20), taken * 10)
    } catch {
      postpone(error, at: moment)
    }
  }

  private static let longestDelay = Duration.seconds(1)

  /// Nothing is removed from a database that may have to be replaced by a newer one, nor by a clock
  /// that may be weeks ahead: by that one everything has ended long ago.
  private var mayKeepHouse: Bool { !isStopping && !mustCompare && !isClockDoubted }

  var isKeepingHouse: Bool { mayKeepHouse && !keeper.isResting }

  private func takeStep(at moment: Moment) throws(StoreError) {
    switch keeper.stage {
    case .resting, .findingPictures, .removingPictures: break
    case .jobs(let status, let place): try removeJobs(status, after: place, at: moment)
    case .events: try removeEvents(at: moment)
    case .comparingPictures(let candidates, let job):
      try comparePictures(candidates, after: job)
    case .space: try giveSpaceBack()
    }
  }

  private func removeJobs(
    _ status: Status, after place: PrunePlace, at moment: Moment
  ) throws(StoreError) {
    guard let end = steering.keeping.end(status, at: moment.wall) else { return nextStatus(status) }
    var list = try store.reading { () throws(SQLiteError) in
      try store.endedJobs(
        status, before: end, after: place, atMost: Keeper.jobsAtOnce, now: moment.wall)
    }
    if !list.removable.isEmpty {
      // Looked at again: somebody may have queued one of them anew.
      let (before, after): (Int64, Int64)
      (list, before, after) = try store.turn(epoch: epoch, commits: &commits) {
        () throws(SQLiteError) in
        let before = try store.ledgerEdits()
        let list = try store.prune(
          status, before: end, after: place, atMost: Keeper.jobsAtOnce, now: moment.wall)
        return (list, before, try store.ledgerEdits())
      }
      // The ledger was written anew, and counts what it did.
      if ledgerEdits == before { ledgerEdits = after }
      keeper.removed.jobs += list.removable.count
      keeper.removed.keyed += list.keyedCompleted
    }
    guard let last = list.last else { return nextStatus(status) }
    keeper.stage = .jobs(status, after: last)
  }

  private func nextStatus(_ status: Status) {
    switch status {
    case .completed: keeper.stage = .jobs(.failed, after: .beginning)
    case .failed: keeper.stage = .jobs(.cancelled, after: .beginning)
    case .cancelled, .queued, .submitting, .uncertain, .running: keeper.stage = .events
    }
  }

  private func removeEvents(at moment: Moment) throws(StoreError) {
    let quotes = moment.wall - .seconds(2 * 86_400)
    let end = steering.keeping.endOfAll(at: moment.wall)
    let hasAny = try store.reading { () throws(SQLiteError) in
      try store.hasLeavings(events: end ?? .earliest, quotes: quotes)
    }
    guard hasAny else { return findPictures(at: moment) }
    try store.turn(epoch: epoch, commits: &commits) { () throws(SQLiteError) in
      try store.pruneEvents(before: end ?? .earliest, atMost: Keeper.rowsAtOnce)
      try store.pruneQuotes(before: quotes, atMost: Keeper.rowsAtOnce)
    }
  }

  private func postpone(_ error: StoreError, at moment: Moment) {
    if case .busy = error {
      keeper.nextStep = moment.uptime + .seconds(1)
      return
    }
    // What keeps the turn's own commit from working too is told by that one.
    world.log.warning("the database was not tidied", ["why": error.message])
    rest()
  }

  private func rest() {
    keeper.stage = .resting
    defer { keeper.removed = Keeper.Removed() }
    let removed = keeper.removed
    guard removed.jobs + removed.pictures > 0 else { return }
    world.log.info(
      "what ended long ago was removed",
      [
        "jobs": "\(removed.jobs)", "pictures": "\(removed.pictures)",
        "keys forgotten": removed.keyed > 0 ? "\(removed.keyed)" : "",
      ])
  }
}

// Pictures that no job names. `OldPictures` says how a picture that is just being kept is safe.
extension Turn {
  private func findPictures(at moment: Moment) {
    guard let files = world.files else {
      keeper.stage = .space
      return
    }
    keeper.stage = .findingPictures
    files.bench.start(
      .findOldPictures(
        keptBefore: moment.wall - Keeper.youth, after: keeper.lastPicture,
        atMost: Keeper.picturesARound))
  }

  func observeFound(_ pictures: OldPictures, neighbour: String?, at moment: Moment) {
    guard case .findingPictures = keeper.stage else { return }
    if let neighbour, !keeper.hasToldOfNeighbour {
      keeper.hasToldOfNeighbour = true
      world.log.info(
        "no pictures are removed: another queue beside this one may need them",
        ["queue": neighbour])
    }
    keeper.lastPicture = pictures.isEnd ? nil : pictures.digests.last
    keeper.nextStep = moment.uptime
    keeper.stage =
      pictures.digests.isEmpty
      ? .space : .comparingPictures(Set(pictures.digests), after: JobID(0))
  }

  private func comparePictures(
    _ candidates: Set<Digest>, after job: JobID
  ) throws(StoreError) {
    let used = try store.reading { () throws(SQLiteError) in
      try store.picturesInUse(after: job, atMostBytes: Keeper.bytesAtOnce)
    }
    let left = candidates.subtracting(used.digests.compactMap { Digest($0) })
    if left.isEmpty {
      keeper.stage = .space
    } else if let last = used.last {
      keeper.stage = .comparingPictures(left, after: last)
    } else {
      keeper.stage = .removingPictures
      world.files?.bench.start(
        .removePictures(left, keptBefore: world.moment.wall - Keeper.youth))
    }
  }

  func observeRemoved(pictures count: Int, at moment: Moment) {
    guard case .removingPictures = keeper.stage else { return }
    keeper.removed.pictures += count
    keeper.nextStep = moment.uptime
    keeper.stage = .space
  }
}

extension Turn {
  /// Cuts free pages off the file's end, but for some that will be wanted again soon.
  private func giveSpaceBack() throws(StoreError) {
    guard try store.hasSpaceToSpare() else { return rest() }
    try store.turn(epoch: epoch, commits: &commits) { () throws(SQLiteError) in
      try store.giveBack(pages: Keeper.pagesAtOnce)
    }
  }
}
