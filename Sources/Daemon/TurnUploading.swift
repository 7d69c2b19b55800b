import Media
import Spool
import SQLite
import Store
import WaveSpeed

// Pictures on their way to the API: a step of its own with tries of its own. It costs nothing and
// changes nothing, so it needs no commit; the address that comes of it does.

extension Turn {
  func bringPictures(_ job: JobID, _ model: ModelName, _ digests: Set<Digest>, at moment: Moment) {
    pictures.wait(job, Pictures.Waiting(model: model, needs: digests))
    for digest in digests.sorted() { pictures.joinLine(digest) }
    startUploads(at: moment)
  }

  func keepPictures(_ job: JobID, _ model: ModelName, _ input: String, _ keys: [String]) {
    pictures.wait(job, Pictures.Waiting(model: model))
    pictures.keeping += 1
    world.files?.bench.start(.keepPictures(job, input: input, keys: keys))
  }

  func composeBody(
    _ job: JobID, _ model: ModelName, _ body: Errand.Body, at moment: Moment
  ) {
    pictures.composed[job] = nil
    var wait = Pictures.Waiting(model: model)
    if pictures.hasRoomToCompose {
      pictures.composing.insert(job)
      world.files?.bench.start(.compose(job, body))
    } else {
      wait.isForRoom = true
      wait.until = moment.uptime + .seconds(1)  // one that stays where it is goes in the end
    }
    pictures.wait(job, wait)
  }

  /// Begins what there is room for, and takes up what has rested long enough.
  func startUploads(at moment: Moment) {
    guard let files = world.files, !isStopping else { return }
    if pictures.wakeForKeeping() { mayClaim = true }
    for (job, wait) in pictures.waiting {
      guard let until = wait.until, until <= moment.uptime else { continue }
      pictures.wake(job)
      mayClaim = true
    }
    for (job, composed) in pictures.composed
    where moment.uptime.since(composed.madeAt) > .seconds(300) {
      pictures.composed[job] = nil  // its job went elsewhere
    }
    pictures.inline = pictures.inline.filter { $0.value.until > moment.uptime }
    for (digest, upload) in pictures.uploads {
      guard case .resting(let until) = upload.stage, until <= moment.uptime else { continue }
      if pictures.isWanted(digest) {
        pictures.rejoinLine(digest)
      } else {
        pictures.uploads[digest] = nil
      }
    }
    while let digest = pictures.nextInLine() {
      if let facts = pictures.uploads[digest]?.facts {
        askForPlace(digest, facts, at: moment)
      } else {
        pictures.uploads[digest]?.stage = .examining
        files.bench.start(.examine(digest))
      }
    }
  }

  func observe(_ answer: FileAnswer, at moment: Moment) {
    switch answer {
    case .put(let digest, let delivery): observePut(digest, delivery, at: moment)
    case .done(.examined(let digest, let result)): observeExamined(digest, result, at: moment)
    case .fetched(let output, let fetched): observeFetched(output, fetched, at: moment)
    case .done(.finished(let output, let result)): observeFinished(output, result, at: moment)
    case .done(.keptPictures(let job, let old, let result)):
      unrecorded.append(.keptPictures(job, from: old, result))
    case .done(.composed(let job, let body, let result)):
      observeComposed(job, body, result, at: moment)
    case .done(.foundOldPictures(let found, let neighbour)):
      observeFound(found, neighbour: neighbour, at: moment)
    case .done(.removedPictures(let count)): observeRemoved(pictures: count, at: moment)
    case .done(.wroteMetrics(let result)): observeMetrics(result)
    }
  }

  private func observeExamined(
    _ digest: Digest, _ result: Result<PictureFacts, MediaError>, at moment: Moment
  ) {
    guard pictures.uploads[digest] != nil else { return }
    switch result {
    case .success(let facts):
      pictures.uploads[digest]?.facts = facts
      // Those whose model does not take such a picture find out now.
      wake(for: digest)
      askForPlace(digest, facts, at: moment)
    case .failure(let error) where error.isAboutPicture:
      pictures.faults[digest] = Refusal("\(error)")
      pictures.uploads[digest] = nil
      wake(for: digest)
    case .failure(let error):
      rest(digest, because: "\(error)", at: moment)
    }
  }

  private func askForPlace(_ digest: Digest, _ facts: PictureFacts, at moment: Moment) {
    if let until = pictures.noEndpointUntil, until > moment.uptime {
      return sendInline(digest, facts, because: "the API takes no uploads", at: moment)
    }
    pictures.noEndpointUntil = nil
    pictures.uploads[digest]?.stage = .asking
    world.network.send(
      .upload(
        filename: "\(digest.text.prefix(16)).\(facts.format.fileExtension)", bytes: facts.bytes,
        contentType: facts.format.contentType),
      as: .place(digest))
  }

  func observePlace(_ digest: Digest, _ result: Answer.Result, at moment: Moment) {
    guard let facts = pictures.uploads[digest]?.facts, let files = world.files else { return }
    switch result {
    case .failed(let message, _): setBack(digest, .noAnswer, because: message, at: moment)
    case .replied(let reply):
      do throws(APIFailure) {
        let ticket = try UploadTicket(reply, now: moment.wall)
        guard ticket.method == "PUT", case .web? = PictureAddress(ticket.downloadURL) else {
          return sendInline(
            digest, facts, because: "the API named no place that can be used", at: moment)
        }
        let file: OpenFile
        do throws(MediaError) { file = try files.pictures.open(digest) } catch {
          return rest(digest, because: "\(error)", at: moment)
        }
        pictures.uploads[digest]?.stage = .putting(file, ticket)
        files.carrier.put(file, bytes: facts.bytes, with: ticket, as: digest)
      } catch {
        observeNoPlace(digest, facts, error, at: moment)
      }
    }
  }

  private func observeNoPlace(
    _ digest: Digest, _ facts: PictureFacts, _ failure: APIFailure, at moment: Moment
  ) {
    switch failure {
    case .keyRefused(let refusal):
      doubtKey(at: moment)
      rest(digest, because: refusal.message, at: moment)
    case .throttled(let refusal, let retryAfter):
      rest(digest, because: refusal.message, atLeast: retryAfter ?? .zero, at: moment)
    case .notUnderstood(let refusal) where [404, 405, 410].contains(refusal.httpStatus),
      .unanswered(let refusal) where refusal.httpStatus == 501,
      .forbidden(let refusal):
      pictures.noEndpointUntil = moment.uptime + .seconds(3600)
      world.log.warning(
        "the API takes no uploads: pictures are sent inside the requests",
        ["why": refusal.message])
      sendInline(digest, facts, because: refusal.message, at: moment)
    case .notUnderstood(let refusal):
      sendInline(digest, facts, because: refusal.message, at: moment)
    case .unanswered(let refusal):
      // A success that lacks what was asked for has no status of a failure.
      let isDown = refusal.httpStatus != nil
      setBack(digest, isDown ? .noAnswer : .noPlace, because: refusal.message, at: moment)
    }
  }

  private func observePut(_ digest: Digest, _ delivery: FileAnswer.Delivery, at moment: Moment) {
    guard let upload = pictures.uploads[digest], let facts = upload.facts,
      case .putting(_, let ticket) = upload.stage
    else { return }
    switch delivery {
    case .replied(200..<300, _):
      pictures.uploads[digest]?.stage = .recording
      unrecorded.append(.uploaded(digest, facts, url: ticket.downloadURL))
    case .replied(let status, let words):
      let isRefused = (400..<500).contains(status) && ![408, 425, 429].contains(status)
      setBack(
        digest, isRefused ? .refused : .noPlace, because: "HTTP \(status) \(words)", at: moment)
    case .failed(let message):
      setBack(digest, .noPlace, because: message, at: moment)
    }
  }

  private func observeComposed(
    _ job: JobID, _ body: String, _ result: Result<ComposedBody, MediaError>, at moment: Moment
  ) {
    pictures.composing.remove(job)
    switch result {
    case .success(let file):
      pictures.composed[job] = Pictures.Composed(body: body, file: file, madeAt: moment.uptime)
      pictures.wake(job)
    case .failure(let error):
      world.log.warning("a picture could not be put into its request", ["why": "\(error)"])
      guard let model = pictures.waiting[job]?.model else { return }
      pictures.inline = [:]  // looked at from the beginning next time
      pictures.wait(job, Pictures.Waiting(model: model, until: moment.uptime + .seconds(30)))
    }
    mayClaim = true
  }

  private func sendInline(
    _ digest: Digest, _ facts: PictureFacts, because reason: String, at moment: Moment
  ) {
    world.log.info(
      "a picture is sent inside its request", ["picture": digest.address, "why": reason])
    pictures.uploads[digest] = nil
    pictures.inline[digest] = (facts, until: moment.uptime + .seconds(3600))
    wake(for: digest)
  }

  /// Tries again, each time with a new place; after too many setbacks it goes another way.
  private func setBack(
    _ digest: Digest, _ setback: Pictures.Uploading.Setback, because reason: String,
    at moment: Moment
  ) {
    guard var upload = pictures.uploads[digest] else { return }
    upload.setbacks += setback.rawValue
    pictures.uploads[digest] = upload
    if let facts = upload.facts, upload.setbacks >= Pictures.Uploading.mostSetbacks {
      sendInline(digest, facts, because: reason, at: moment)
    } else {
      rest(digest, because: reason, at: moment)
    }
  }

  /// Tries again after a while, a longer one each time.
  private func rest(
    _ digest: Digest, because reason: String, atLeast least: Duration = .zero, at moment: Moment
  ) {
    let failures = (pictures.uploads[digest]?.failures ?? 0) + 1
    let wait = max(least, Duration.seconds(1).doubled(failures - 1, atMost: .seconds(300)))
    pictures.uploads[digest]?.failures = failures
    pictures.uploads[digest]?.stage = .resting(
      until: moment.uptime + wait * (0.75 + moment.roll / 2))
    let fields: Log.Fields = ["picture": digest.address, "why": reason]
    if failures == 3 {
      world.log.warning("a picture cannot be uploaded so far", fields)
    } else {
      world.log.debug("a picture was not uploaded", fields)
    }
  }

  private func wake(for digest: Digest) {
    pictures.wake(for: digest)
    mayClaim = true
  }
}

extension Turn {
  /// The address counts from this commit on.
  func decide(
    _ digest: Digest, _ facts: PictureFacts, url: String, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    guard let files = world.files else { return }
    try store.record(
      Upload(
        digest: digest.text, format: facts.format.rawValue, width: facts.width,
        height: facts.height, bytes: facts.bytes, url: url),
      to: files.api, at: moment.wall, until: moment.wall + Turn.lifeOfUpload)
    plan.acts.append(.recordedUpload(digest))
  }

  /// The API keeps it for seven days; a job that is sent with it may take one of them.
  private static let lifeOfUpload = Duration.seconds(6 * 86_400)

  func recordedUpload(_ digest: Digest, at moment: Moment) {
    pictures.uploads[digest] = nil
    wake(for: digest)
    startUploads(at: moment)
  }

  /// The pictures of a hand-written row are kept now, or cannot be.
  func decide(
    _ job: JobID, from old: String, _ kept: Result<String, MediaError>, _ plan: inout Plan,
    at moment: Moment
  ) throws(SQLiteError) {
    var until: Uptime?
    defer { plan.acts.append(.endKeeping(job, until: until)) }
    // It was edited meanwhile, or is gone: what was read says nothing of what stands there now.
    guard let work = try store.work(job), work.input == old else { return }
    switch kept {
    case .success(old):
      // Nothing in it could be kept, and it is too long to be sent.
      let fault = fault(of: work) ?? Refusal("the input is too long")
      try decide(job, .foundInvalid(fault), &plan, at: moment)
    case .success(let new):
      _ = try store.rewriteInput(
        of: job, from: old, to: new, because: "its data: pictures are kept as files now",
        at: moment.wall)
    case .failure(let error) where error.isAboutPicture:
      try decide(job, .foundInvalid(Refusal("\(error)")), &plan, at: moment)
    case .failure(let error):
      world.log.warning("a picture could not be kept", ["job": "\(job)", "why": "\(error)"])
      until = moment.uptime + .seconds(30)
    }
  }

  func endKeeping(_ job: JobID, until moment: Uptime?) {
    pictures.keeping -= 1
    if let moment, let model = pictures.waiting[job]?.model {
      pictures.wait(job, Pictures.Waiting(model: model, until: moment))
    } else {
      pictures.wake(job)
    }
    mayClaim = true
  }

  /// A person may have edited what waits, or put a missing picture in its place.
  func forgetPictures(of jobs: [JobID]) {
    for job in jobs {
      pictures.wake(job)
      pictures.composed[job] = nil
    }
    pictures.faults = [:]
  }
}
