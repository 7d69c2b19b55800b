import Spool
import SQLite
package import Store
import WaveSpeed

/// The daemon's heart: observe, decide, commit, act.
///
/// Two laws. No submission leaves before the commit that says it will. Nothing counts before the
/// commit that records it. Polls may be repeated, so they need no commit; what they bring does.
///
/// A turn that cannot commit (the database is busy, the disk is full) submits nothing, keeps what it
/// observed, and tries again: answers are never dropped.
package final class Turn {
  let store: Store
  let world: World
  let epoch: Int64

  /// How often daemons have committed, as the database must have it too.
  var commits: Int64
  let retries = RetryPolicy.standard

  // What can be rebuilt from disk.
  var following: [AttemptID: Following] = [:]
  var polls = PollSchedule()
  var pacing = Pacing()
  var experience: Experience
  var steering: Steering
  var pauses: [Pause]

  // What was observed and is not yet on disk.
  var unrecorded: [Observation] = []
  var peopleWrote = true
  private var hasMoreChanges = false

  // When to do what.
  var listening = Listening()
  var seenEvent: Int64
  private var dataVersion: Int64
  var mayClaim = true
  var nextDue: Timestamp?

  /// When waiting jobs may find room though nothing else happens.
  var roomComes: Uptime?

  /// Jobs whose claim the schema refused: not looked at again until somebody has written.
  var parked: Set<JobID> = []
  var isAskingForBalance = false
  var keyDoubt = KeyDoubt()
  var nextHeartbeat: Uptime
  private(set) var tryAgain: (at: Uptime, failures: Int)?

  /// Why nothing can be committed, once that has lasted for longer than a neighbour's short
  /// transaction does.
  private(set) var standstill: String?

  /// Submissions on the wire, in all and by model; and when each model's newest one ended.
  var sending = 0
  var sendingByModel: [ModelName: Int] = [:]
  var lastAnswer: [ModelName: Uptime] = [:]

  // What became of submissions whose answers were lost.
  var lookouts: [ModelName: Lookout] = [:]
  var unknownInARow = 0

  // Money.
  var purse: Purse
  private(set) var hasLookedIntoPurse = false
  var ledgerEdits: Int64
  var hasMoreToReadmit = false

  /// Who was answering an earlier life is gone: those who wait for a price ask again.
  private var readmissions = [Readmission(.quote), Readmission(.unknownPrice)]
  var quotes: Quotes
  var balanceAskedAt: Uptime?

  /// How often in a row the balance was asked for and nobody answered.
  var silentBalances = 0
  var billReading: BillReading?
  var billsReadTo: Timestamp?
  var nextBillReading: Uptime

  /// Something was accepted since the bills were read.
  var hasUnbilled = false

  /// How long refunds of what has ended may come; nil when the bills were read after that.
  var refundsUntil: Uptime?

  // Pictures of this machine on their way to the API.
  var pictures = Pictures()

  // Outputs on their way to the disk.
  var saver = Saver()
  var hasFollowedPolicy = false

  // Removing what ended long ago.
  var keeper = Keeper()

  // What is measured, and written for others to read.
  var meters = Meters()
  var metrics = MetricsWriting()

  // Comparing a restored database with the API.
  var comparing: Comparing

  // By how much the clock on the wall was set, until a commit has followed it.
  var lastMoment: Moment?
  var clockJump = Duration.zero

  /// How far the API's clock is ahead of ours; nil until an answer has told.
  var skew: Skew?

  /// Whether an answer to this life has told. Until then `skew` is what the life before knew.
  var isSkewMeasured = false

  /// Ours may be weeks off: nothing is removed by it.
  var isClockDoubted: Bool

  /// The same as the database has it: the times of lost attempts that it holds go with this one.
  var skewOnRecord: SkewOnRecord?

  /// Submit nothing more; what is on the wire may finish.
  package var isStopping = false

  /// Begins with what the store holds. The daemon's lock is held, its epoch begun.
  package init(store: Store, world: World, life: Life) throws(StoreError) {
    self.store = store
    self.world = world
    epoch = life.epoch
    commits = life.commits
    isClockDoubted = life.isClockDoubted
    let moment = world.moment
    comparing = Comparing(life.unanswered, at: moment)
    nextHeartbeat = moment.uptime + .seconds(60)
    nextBillReading = moment.uptime + .seconds(600)
    // Added up before the first turn, and not while others wait to write.
    (purse, ledgerEdits) = try store.reading { () throws(SQLiteError) in
      (try store.purse(at: moment.wall), try store.ledgerEdits())
    }
    (steering, pauses, seenEvent, dataVersion, quotes, billsReadTo) = try store.reading {
      () throws(SQLiteError) in
      (
        try Steering(store), try store.pauses(), try store.newestEvent(),
        try store.connection.dataVersion(), Quotes(try store.quotes()), try store.billsReadTo()
      )
    }
    skewOnRecord = try store.reading { () throws(SQLiteError) in
      try store.skew().map { SkewOnRecord($0) }
    }
    skew = skewOnRecord?.skew
    let histories = try store.reading { () throws(SQLiteError) in try store.durationHistories() }
    experience = Experience(limits: steering.limits, histories: histories)
    pacing.set(steering.limits)
    polls.set(steering.limits, at: moment.uptime)
    polls.assumeFull(at: moment.uptime)
    try inherit(at: moment)
    tellWhatFits()
  }

  /// One turn with the answers that have come in. Says when the next one is due.
  package func take(
    _ answers: [Answer], files: [FileAnswer] = [], heardAWrite: Bool
  ) -> Outlook {
    let moment = world.moment
    noticeClock(moment)
    for answer in answers { observe(answer, at: moment) }
    for answer in files { observe(answer, at: moment) }
    if !answers.isEmpty { Step.observed.reached() }
    if heardAWrite { listening.heard(at: moment.uptime) }
    // Once a minute even unheard: the file watch only gives hints.
    let isTimeToScan = nextHeartbeat <= moment.uptime
    if isTimeToScan || listening.isTimeToLook(at: moment.uptime) { look(at: moment.uptime) }

    var fatal: StoreError?
    let wantsCommit = wantsCommit(at: moment)
    if wantsCommit { fatal = commit(at: moment) }
    startUploads(at: moment)
    saveOutputs(at: moment)
    startLooks(at: moment)
    startComparing(at: moment)
    askForBalance(at: moment)
    readBills(at: moment)
    let sentPolls = sendPolls(at: world.moment)
    keepHouse(isFree: !wantsCommit && answers.isEmpty, at: world.moment)
    writeMetrics(at: moment)
    noteAnswers()
    meters.turns.add(world.now().uptime.since(moment.uptime))
    return Outlook(
      nextTurn: nextTurn(after: moment), submissionsOnTheWire: sending,
      isQuiet: isQuiet, hasUnrecorded: !unrecorded.isEmpty, mayLeave: mayLeave,
      wasWork: wantsCommit || sentPolls > 0 || !answers.isEmpty || !files.isEmpty, fatal: fatal)
  }

  /// Looks whether somebody else has committed.
  private func look(at now: Uptime) {
    // Asked first: what was written before the lock was free can be seen now.
    let isBeingWritten = world.isBeingWritten()
    let version: Int64
    do throws(SQLiteError) {
      version = try store.connection.dataVersion()
    } catch {
      // Whatever keeps it from being read keeps the commit from working too, and that one says so.
      peopleWrote = true
      listening.sawNothing(at: now, isBeingWritten: isBeingWritten)
      return
    }
    if version != dataVersion {
      dataVersion = version
      peopleWrote = true
      listening.sawSomething(at: now, isBeingWritten: isBeingWritten)
    } else {
      listening.sawNothing(at: now, isBeingWritten: isBeingWritten)
    }
  }

  private func wantsCommit(at moment: Moment) -> Bool {
    if let tryAgain, tryAgain.at > moment.uptime { return false }
    return clockJump != .zero || !unrecorded.isEmpty || hasMoreChanges
      || peopleWrote && listening.mayAct(at: moment.uptime)
      || !isStopping && (mayClaim || roomComes.map { $0 <= moment.uptime } ?? false)
      || nextDue.map { $0 <= moment.wall } ?? false
      || pauses.contains { isTimeToAct(on: $0, at: moment.wall) }
      || isTimeToAskPrices(at: moment)
      || nextHeartbeat <= moment.uptime
  }

  /// Decides and commits; acts only when the commit stands. Returns what ends the daemon, if any.
  private func commit(at moment: Moment) -> StoreError? {
    var plan = Plan(
      pauses: pauses, experience: experience, seenEvent: seenEvent,
      unknownInARow: unknownInARow, purse: purse)
    plan.skewOnRecord = skewOnRecord
    plan.readmissions = readmissions
    plan.ledgerEdits = ledgerEdits
    do throws(StoreError) {
      try store.turn(epoch: epoch, commits: &commits) { () throws(SQLiteError) in
        try decide(&plan, at: moment)
        Step.decided.reached()
      }
    } catch {
      return cannotCommit(error, at: moment)
    }
    if standstill != nil { world.log.warning("the database can be written again") }
    standstill = nil
    tryAgain = nil
    Step.committed.reached()
    adopt(plan, at: moment)
    return nil
  }

  private func decide(_ plan: inout Plan, at moment: Moment) throws(SQLiteError) {
    try noticeWrites()
    try noticeLedger(&plan)
    try followClock(&plan)
    try followSkew(&plan)
    if peopleWrote { try readWhatPeopleWrote(&plan, at: moment) }
    if peopleWrote || hasMoreChanges { try followWhatPeopleDid(&plan) }
    for observation in unrecorded { try decide(observation, &plan, at: moment) }
    try endPauses(&plan, at: moment)
    try admitDue(&plan, at: moment)
    try fillPurse(&plan, at: moment)
    askPricesAgain(&plan, at: moment)
    try letBack(&plan)
    if !isStopping { try claim(&plan, at: moment) }
    plan.ledgerEdits = try store.ledgerEdits()
    try recordHistories(&plan)
    if nextHeartbeat <= moment.uptime {
      try store.heartbeat(at: moment.wall, trouble: trouble, meters: meters)
    }
  }

  /// What people set counts from the moment they have set it: nothing is claimed by what was set
  /// before, whatever this turn was taken for.
  private func noticeWrites() throws(SQLiteError) {
    let version = try store.connection.dataVersion()
    guard version != dataVersion else { return }
    dataVersion = version
    peopleWrote = true
  }

  /// How much one transaction may take on: it must stay short for people who write too.
  static let batch = 200

  private func adopt(_ plan: Plan, at moment: Moment) {
    unrecorded.removeAll(keepingCapacity: true)
    peopleWrote = false
    clockJump = .zero
    skewOnRecord = plan.skewOnRecord
    listening.acted()
    pauses = plan.pauses
    purse = plan.purse
    ledgerEdits = plan.ledgerEdits
    hasLookedIntoPurse = true
    hasMoreToReadmit = plan.hasMoreToReadmit
    readmissions = plan.readmissions
    hasMoreChanges = plan.hasMoreChanges
    unknownInARow = plan.unknownInARow
    seenEvent = plan.seenEvent
    nextDue = plan.nextDue
    mayClaim = plan.hasMoreToClaim
    if nextHeartbeat <= moment.uptime { nextHeartbeat = moment.uptime + .seconds(60) }
    if let steering = plan.steering {
      self.steering = steering
      hasFollowedPolicy = true
      parked = []
    }
    if plan.steering != nil || experience.limits != plan.experience.limits {
      pacing.set(plan.experience.limits)
      polls.set(plan.experience.limits, at: moment.uptime)
    }
    experience = plan.experience
    experience.learned = []
    for end in plan.ends {
      meters.addPrediction(end.span, of: end.model)
      meters.lags.add(end.lag)
    }
    parked.formUnion(plan.parked)
    roomComes = plan.isHeldBack ? nextRoom(at: moment) : nil
    if plan.planned(.account) > 0 {
      keepOutside(unanswered: moment.wall)
      Step.noted.reached()
    }
    for act in plan.acts { perform(act, at: moment) }
    if !plan.acts.isEmpty { Step.acted.reached() }
    for news in plan.news { world.log.tell(news) }
  }

  private func cannotCommit(_ error: StoreError, at moment: Moment) -> StoreError? {
    switch error {
    case .takenOver, .newer, .older, .replaced, .notADatabase, .notOurs, .corrupt, .missing,
      .networkFileSystem, .manyNames, .locked:
      return error
    case .busy, .readOnly, .full, .cannotOpen, .refused, .other:
      let failures = (tryAgain?.failures ?? 0) + 1
      if failures >= Turn.failuresWorthSaying, standstill != error.message {
        standstill = error.message
        world.log.error(
          error.message, ["held by": holders(after: error), "hint": error.hint ?? ""])
      }
      let wait = Duration.milliseconds(1).doubled(failures, atMost: .seconds(1))
      tryAgain = (moment.uptime + wait, failures)
      return nil
    }
  }

  /// Who has to be asked to end a transaction.
  private func holders(after error: StoreError) -> String {
    guard case .busy = error else { return "" }
    let writers = lockHolders(of: store.path).filter { $0.lock == .writing }
    return writers.map(\.name).sorted().joined(separator: ", ")
  }

  /// A neighbour's short transaction is no news. One that lasts is.
  private static let failuresWorthSaying = 8

  private func nextTurn(after moment: Moment) -> Uptime {
    // Whatever is due needs a commit, and none is tried before then.
    if let tryAgain { return min(tryAgain.at, nextPoll ?? tryAgain.at) }

    // What could not even be begun, or was left over, after the commit of this turn.
    if !unrecorded.isEmpty || hasMoreChanges { return moment.uptime }
    var next = nextHeartbeat
    func consider(_ other: Uptime?) {
      if let other { next = min(next, other) }
    }
    func consider(_ other: Timestamp?) {
      // The wall clock may be set while we wait; the heartbeat bounds how late that is noticed.
      if let other {
        let wait = other.since(moment.wall)
        next = min(next, moment.uptime + max(.zero, wait))
      }
    }
    if !isStopping {
      if mayClaim { next = moment.uptime }
      consider(roomComes)
    }
    consider(nextDue)
    consider(quotes.nextAgain)
    consider(quotes.nextExpiry)
    for pause in pauses where timeEnds(pause) { consider(pause.until) }
    consider(listening.nextLook)
    consider(nextPoll)
    consider(pictures.nextDue)
    if isKeepingHouse { consider(keeper.nextDue) }
    if world.files?.metrics != nil { consider(metrics.nextDue) }
    if world.files?.outputs != nil, steering.saving.isOn, !isStopping { consider(saver.nextDue) }
    if comparing.reading == nil, mustCompare { consider(comparing.due) }
    for model in lookouts.keys { consider(nextLook(model)) }
    return next
  }

  /// Nothing is under way that could move by itself soon.
  private var isQuiet: Bool {
    unrecorded.isEmpty && sending == 0 && !mayClaim && !peopleWrote && !hasMoreChanges
      && pictures.isIdle && isSaverIdle && !isKeepingHouse
      && following.values.allSatisfy { $0.running?.isParked ?? true }
      && !(mustCompare && comparing.comesSoon)
      && lookouts.values.allSatisfy { !$0.mayStillMove }
  }
}
