import Spool

/// One thing that happens in a history. A history is its parts: to leave one out is to see what
/// happens without it.
package struct Part: Sendable {
  let number: Int

  /// Since the beginning; nil for what waits for its occasion.
  let at: Duration?
  let what: What

  package var isPuttingBack: Bool { if case .putBack = what { true } else { false } }

  enum What: Sendable {
    case enqueue(arrival: Int, Wish)
    case person(Act, arrival: Int)
    case crash(steps: Int, loss: Disk.Loss?, restartAfter: Duration)
    case stop(restartAfter: Duration)
    case freeze(Duration)

    /// Somebody copies the database, and somebody puts the copy in its place again.
    case backUp
    case restore(restartAfter: Duration)

    /// Somebody copies the database, and so much later puts that state into the same file again, as
    /// the shell's `.restore` does, under a daemon that serves it.
    case putBack(after: Duration)
    case clock(Duration)
    case neighbour(Neighbour, Duration)
    case disk(DiskTrouble, Duration)
    case deaf(Duration)
    case account(AccountTrouble, Duration)
    case polls(PollTrouble, Duration)

    /// Somebody sets a budget, or removes it.
    case budget(Budget)

    /// What becomes of the submission with this number.
    case submission(Int, Fate)

    /// How the prediction with this number ends.
    case ending(Int, Ending)
  }

  /// A job that somebody wants.
  struct Wish: Sendable {
    var model: Int
    var writer: Writer
    var priority: Int
    var after: Duration?
    var key: Int?
    var maxAttempts: Int
    var twin: Int?
    var isInvalid: Bool
    var hintLead: Duration
  }

  struct Budget: Sendable {
    var scope: String
    var isPerDay: Bool

    /// In tenths of a dollar, which is what a film costs; nil to remove it.
    var films: Int?
  }

  enum Writer: String, Sendable {
    case sql
    case cli
  }

  enum Act: String, CaseIterable, Sendable {
    case cancel
    case cancelByCommand
    case queueAgain
    case queueAgainByCommand
    case editInput
    case editPriority
    case postpone
    case authoriseMore
    case delete
    case limitLower
    case limitHigher
    case limitPerMinute
    case limitModel
    case limitPolls
    case pauseAccount
    case pauseModel
    case resume
    case claimToBeRunning
    case giveUp
    case resubmit
  }

  enum Neighbour: String, CaseIterable, Sendable {
    case writes
    case pinsTheLog
  }

  enum DiskTrouble: String, CaseIterable, Sendable {
    case full
    case nearlyFull
    case readOnly
    case syncFails
  }

  enum AccountTrouble: String, CaseIterable, Sendable {
    case keyRefused
    case noCredit
    case forbidden
    case throttled
    case badGateway
    case unreachable
    case silence
  }

  enum PollTrouble: String, CaseIterable, Sendable {
    case notFound
    case serverError
    case throttled
    case garbage
    case unfamiliarWord
    case reset
  }
}

/// What becomes of one POST that submits.
enum Fate: String, CaseIterable, Sendable {
  case refusedConnection
  case failedHandshake
  case http400
  case http401
  case http402
  case code1407
  case http403
  case http404
  case http422
  case http429
  case http429Seconds
  case http429Date
  case http429Account
  case http500
  case http500Created
  case http502Page
  case http502PageCreated
  case http307
  case noID
  case noIDCreated
  case envelopeError
  case envelopeErrorCreated
  case garbage
  case garbageCreated
  case resetBeforeArrival
  case resetCreated
  case silence
  case silenceCreated
  case lateArrival
  case lateAnswer
  case endsAtOnce

  /// Whether the API makes, and charges for, a prediction.
  var creates: Bool {
    switch self {
    case .http500Created, .http502PageCreated, .noIDCreated, .envelopeErrorCreated,
      .garbageCreated, .resetCreated, .silenceCreated, .lateArrival, .lateAnswer, .endsAtOnce:
      true
    case .refusedConnection, .failedHandshake, .http400, .http401, .http402, .code1407, .http403,
      .http404, .http422, .http429, .http429Seconds, .http429Date, .http429Account, .http500,
      .http502Page, .http307, .noID, .envelopeError, .garbage, .resetBeforeArrival, .silence:
      false
    }
  }
}

/// How a prediction ends.
enum Ending: String, CaseIterable, Sendable {
  case completed
  case completedManyOutputs
  case completedOneString
  case completedObjects
  case completedFlagged
  case completedEmpty
  case failedInternal
  case failedModeration
  case failedMedia
  case timeout
  case cancelled
  case canceled
  case deleted
  case longRun

  var hasResult: Bool {
    switch self {
    case .completed, .completedManyOutputs, .completedOneString, .completedObjects,
      .completedFlagged, .longRun:
      true
    case .completedEmpty, .failedInternal, .failedModeration, .failedMedia, .timeout, .cancelled,
      .canceled, .deleted:
      false
    }
  }
}
