import Glibc
import Media
import Spool
import SQLite
import Store

// Outputs on their way to the disk. A fetch may be repeated, so it needs no commit; that an output is
// saved does, and the file is on the disk before.

extension Turn {
  /// Begins what there is room for. Costs nothing while there is nothing to save.
  func saveOutputs(at moment: Moment) {
    guard let outputs = world.files?.outputs, steering.saving.isOn, !isStopping, saver.room > 0,
      hasRoomOnDisk(outputs, at: moment)
    else { return }
    let due = saver.savings.values.filter { saving in
      if case .resting(let until) = saving.stage { until <= moment.uptime } else { false }
    }
    for saving in due.sorted(by: { $0.output.id < $1.output.id }).prefix(saver.room) {
      fetch(saving, outputs, at: moment)
    }
    if saver.nextLook <= moment.uptime {
      saver.mayHaveMore = true
      saver.nextLook = moment.uptime + .seconds(3600)
    }
    guard saver.mayHaveMore, saver.room > 0, saver.savings.count < Saver.mostKnown else { return }
    takeUpPending(outputs, at: moment)
  }

  private func takeUpPending(_ outputs: OutputFolder, at moment: Moment) {
    let wanted = saver.savings.count + saver.room
    do throws(StoreError) {
      let pending = try store.reading { () throws(SQLiteError) in
        try store.pendingOutputs(atMost: wanted)
      }
      saver.mayHaveMore = pending.count == wanted
      for output in pending where saver.savings[output.id] == nil && saver.room > 0 {
        let saving = Saver.Saving(
          output: output, stage: .resting(until: moment.uptime), url: output.url)
        saver.savings[output.id] = saving
        fetch(saving, outputs, at: moment)
      }
    } catch {
      saver.nextLook = moment.uptime + .seconds(1)  // the turn's own commit says what the matter is
    }
  }

  private func fetch(_ saving: Saver.Saving, _ outputs: OutputFolder, at moment: Moment) {
    if saving.output.isInline { return unpack(saving, outputs, at: moment) }
    let id = saving.output.id
    let most = mostBytes(outputs) - (saving.part?.bytes ?? 0)
    // What is there already may leave no room for the rest of it.
    guard most > 0 else { return beginAnew(id, noRoom(outputs), at: moment) }
    let fetch = Fetch(saving.url, part: saving.part, mostBytes: most)
    do throws(MediaError) {
      let file = try outputs.partial(id.fileName, keeping: saving.part?.bytes ?? 0)
      saver.savings[id]?.stage = .fetching(file, fetch)
      world.files?.carrier.fetch(fetch, into: file, as: id)
    } catch {
      beginAnew(id, "\(error)", at: moment)
    }
  }

  /// Nothing is on its way: after a pause all of it is asked for, for the part of it may be what is
  /// gone, or in the way.
  private func beginAnew(_ id: OutputID, _ reason: String, at moment: Moment) {
    saver.savings[id]?.part = nil
    saver.savings[id]?.stage = .resting(until: moment.uptime)
    pauseSaving(reason, at: moment)
  }

  /// It came inside the API's answer: nobody is asked for it.
  private func unpack(_ saving: Saver.Saving, _ outputs: OutputFolder, at moment: Moment) {
    var saving = saving
    do throws(StoreError) {
      let content = try store.reading { () throws(SQLiteError) in
        try store.inlineOutput(saving.output.id)
      }
      guard let content else {
        return giveUp(saving, "it came inside the API's answer, which is gone", at: moment)
      }
      saving.stage = .finishing
      saver.savings[saving.output.id] = saving
      world.files?.bench.start(
        .unpack(
          saving.output.id, content, outputs, place(of: saving.output, at: moment),
          mostBytes: mostBytes(outputs)))
    } catch {
      rest(saving, error.message, at: moment)
    }
  }

  /// What a server may send: no more than is allowed, and together no more than leaves the disk its
  /// floor.
  private func mostBytes(_ outputs: OutputFolder) -> Int {
    let free = outputs.freeBytes.map { ($0 - steering.saving.diskFloor.bytes) / Saver.atOnce }
    return max(1, min(steering.saving.largest.bytes, free ?? .max))
  }

  private func hasRoomOnDisk(_ outputs: OutputFolder, at moment: Moment) -> Bool {
    if let pause = saver.pause {
      guard pause.until <= moment.uptime else { return false }
    } else if saver.savings.isEmpty, !saver.mayHaveMore, saver.nextLook > moment.uptime {
      return true  // nothing to save: no need to ask
    }
    let floor = steering.saving.diskFloor
    if let free = outputs.freeBytes, free < floor.bytes {
      pauseSaving("less than \(floor.text) is free at \(outputs.path)", at: moment)
      return false
    }
    if saver.pause != nil {
      saver.pause = nil
      nextHeartbeat = moment.uptime
      world.log.warning("outputs are saved again")
    }
    return true
  }

  private func noRoom(_ outputs: OutputFolder) -> String {
    "no room for an output at \(outputs.path)"
  }

  /// Jobs go on; `status` says that this does not.
  private func pauseSaving(_ reason: String, at moment: Moment) {
    if saver.pause?.reason != reason {
      world.log.error("no outputs are saved for now", ["why": reason])
      nextHeartbeat = moment.uptime
    }
    saver.pause = (reason, moment.uptime + .seconds(30))
  }

  var isSaverIdle: Bool {
    world.files?.outputs == nil || !steering.saving.isOn || saver.isIdle
  }

  /// For `status`.
  var trouble: String? { saver.pause.map { "outputs are not saved: \($0.reason)" } }

  func observeFetched(_ id: OutputID, _ fetched: Fetched, at moment: Moment) {
    guard var saving = saver.savings[id], case .fetching(let file, let fetch) = saving.stage,
      let outputs = world.files?.outputs
    else { return }
    let bytes = file.bytes ?? 0
    if bytes > (fetch.part?.bytes ?? 0) { saving.failures = 0 }
    switch judge(fetched, asked: fetch, fileBytes: bytes) {
    case .whole:
      Step.fetched.reached()
      saving.stage = .finishing
      saver.savings[id] = saving
      world.files?.bench.start(
        .finish(id, outputs, place(of: saving.output, at: moment), saving.doubts))
    case .moved(let location):
      saving.hops += 1
      guard saving.hops <= Saver.mostHops, let url = redirected(from: saving.url, to: location)
      else { return refuse(saving, "it is redirected in circles", at: moment) }
      saving.url = url
      saver.savings[id] = saving
      self.fetch(saving, outputs, at: moment)
    case .again(let part, let reason):
      saving.part = part
      rest(saving, reason, at: moment)
    case .refused(let reason): refuse(saving, reason, at: moment)
    case .tooLarge:
      guard fetch.mostBytes + (fetch.part?.bytes ?? 0) < steering.saving.largest.bytes else {
        return giveUp(saving, "it is larger than \(steering.saving.largest.text)", at: moment)
      }
      saving.part = nil
      rest(saving, "there is no room for it on the disk", at: moment)
      pauseSaving(noRoom(outputs), at: moment)
    case .noRoom(let reason):
      saving.part = nil
      rest(saving, reason, at: moment)
      pauseSaving(reason, at: moment)
    }
  }

  private func place(of output: PendingOutput, at moment: Moment) -> Errand.Place {
    Errand.Place(
      day: (output.finishedAt ?? moment.wall).dayText,
      isQuarantined: output.nsfw == true && steering.saving.nsfw == .quarantine)
  }

  /// The server will not give it. Perhaps it is only late, as where films are copied to many places:
  /// it is asked three times, within a quarter of an hour.
  private func refuse(_ saving: Saver.Saving, _ reason: String, at moment: Moment) {
    var saving = saving
    saving.refusals += 1
    guard saving.refusals < 3 else { return giveUp(saving, reason, at: moment) }
    if saving.refusals == 1 {
      let soFar = String(reason.trimmingPrefix("expired: "))  // which is not known yet
      unrecorded.append(.savingTrouble(saving.output, soFar))
    }
    rest(saving, reason, atLeast: saving.refusals == 1 ? .seconds(10) : .seconds(600), at: moment)
  }

  /// Nothing more will come. What did come, and only looked cut off, is better than nothing.
  private func giveUp(_ saving: Saver.Saving, _ reason: String, at moment: Moment) {
    var saving = saving
    if !saving.doubts.seen.isEmpty, let files = world.files, let outputs = files.outputs {
      saving.stage = .finishing
      saver.savings[saving.output.id] = saving
      files.bench.start(
        .finish(
          saving.output.id, outputs, place(of: saving.output, at: moment),
          saving.doubts.ended(because: reason), isSetAside: true))
      return
    }
    saving.stage = .recording
    saver.savings[saving.output.id] = saving
    world.files?.outputs?.discard(saving.output.id.fileName)
    unrecorded.append(.unsavable(saving.output, reason))
  }

  private func rest(
    _ saving: Saver.Saving, _ reason: String, atLeast least: Duration = .zero, at moment: Moment
  ) {
    var saving = saving
    saving.failures += 1
    // Long after the API has promised to forget it, nothing more will come. By the API's clock: ours
    // may be wrong, and this is final.
    if let expiry = saving.output.expiresAt, let now = timeAtAPI(moment),
      expiry + .seconds(86_400) < now
    {
      return giveUp(saving, "expired: \(reason)", at: moment)
    }
    let wait = max(least, Duration.seconds(1).doubled(saving.failures - 1, atMost: .seconds(600)))
    saving.stage = .resting(until: moment.uptime + wait * (0.75 + moment.roll / 2))
    saving.url = saving.output.url
    saving.hops = 0
    saver.savings[saving.output.id] = saving
    if saving.failures == 3 { unrecorded.append(.savingTrouble(saving.output, reason)) }
    world.log.debug(
      "an output was not fetched", ["output": saving.output.id.fileName, "why": reason])
  }

  func observeFinished(
    _ id: OutputID, _ result: Result<OutputFolder.Finished, MediaError>, at moment: Moment
  ) {
    guard var saving = saver.savings[id], case .finishing = saving.stage else { return }
    saving.part = nil
    switch result {
    case .success(.saved(let saved)):
      saving.stage = .recording
      saver.savings[id] = saving
      unrecorded.append(.saved(saving.output, saved))
      Step.saved.reached()
    case .success(.doubted(let doubt)):
      saving.doubts.add(doubt)
      saving.failures = saving.doubts.seen.count - 1
      guard !saving.doubts.areEnough else {
        return giveUp(saving, "it came \(saving.doubts.seen.count) times, never whole", at: moment)
      }
      rest(saving, doubt.reason, at: moment)
    case .failure(let error) where error.isAboutPicture: giveUp(saving, "\(error)", at: moment)
    case .failure(.tooLarge(let limit)) where limit >= steering.saving.largest.bytes:
      giveUp(saving, "it is larger than \(steering.saving.largest.text)", at: moment)
    case .failure(.tooLarge):
      rest(saving, "there is no room for it on the disk", at: moment)
      if let outputs = world.files?.outputs { pauseSaving(noRoom(outputs), at: moment) }
    case .failure(let error):
      // What was set aside may be what is gone.
      if case .system(_, _, ENOENT) = error { saving.doubts = Doubts() }
      rest(saving, "\(error)", at: moment)
      pauseSaving("\(error)", at: moment)
    }
  }
}

extension Turn {
  func decide(
    _ output: PendingOutput, _ saved: OutputFolder.Saved, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    var isRecorded = false
    let isWritten = try step("to record its output", of: output.id.job) {
      () throws(SQLiteError) in
      isRecorded = try store.recordSaved(
        output, at: saved.path, bytes: saved.bytes, sha256: saved.sha256,
        contentType: saved.kind.contentType, remark: saved.remark, on: moment.wall)
    }
    guard isWritten else { return plan.acts.append(.saveLater(output.id)) }
    world.log.debug("an output was saved", ["path": saved.path])
    if let remark = saved.remark {
      world.log.warning(
        "an output was saved that may be cut off", ["path": saved.path, "why": remark])
    }
    if !isRecorded {
      world.log.warning("a file was saved whose job is gone", ["path": saved.path])
    }
    plan.acts.append(.endSaving(output.id))
  }

  func decide(
    _ output: PendingOutput, unsavable reason: String, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let isWritten = try step("to record what became of its output", of: output.id.job) {
      () throws(SQLiteError) in
      try store.recordUnsavable(output, because: reason, on: moment.wall)
    }
    guard isWritten else { return plan.acts.append(.saveLater(output.id)) }
    world.log.warning(
      "an output was not saved", ["output": output.id.fileName, "why": reason])
    plan.acts.append(.endSaving(output.id))
  }

  /// It cannot be recorded: a person may put right what is in the way.
  func saveLater(_ id: OutputID, at moment: Moment) {
    saver.savings[id]?.stage = .resting(until: moment.uptime + .seconds(600))
  }

  func endSaving(_ id: OutputID) {
    saver.savings[id] = nil
    saver.mayHaveMore = true
  }

  /// A job has brought outputs, or, where none is named, the rules of saving have changed.
  func lookForOutputs(of job: JobID? = nil, _ plan: inout Plan) throws(SQLiteError) {
    guard world.files?.outputs != nil else { return }
    try step("to set outputs aside", of: job) { () throws(SQLiteError) in
      try store.skipUnwanted(steering(plan).saving, of: job)
    }
    plan.acts.append(.lookForOutputs)
  }

  /// What was set aside by the rules of before may be wanted by those of now.
  func followSavingPolicy(_ plan: inout Plan, at moment: Moment) throws(SQLiteError) {
    guard world.files?.outputs != nil, let new = plan.steering?.saving,
      new != steering.saving || !hasFollowedPolicy
    else { return }
    try step("to take up outputs") { () throws(SQLiteError) in
      try store.takeUpSkipped(new, at: moment.wall)
    }
    try lookForOutputs(&plan)
  }
}
