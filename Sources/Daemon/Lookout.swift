import Spool
import WaveSpeed

/// The search for one model's attempts whose answers were lost.
///
///     an answer is lost ──▶ the model submits nothing ──▶ 1 s after its last POST: look
///         ▲                                                      │
///         └── 15 s, 60 s, 5 min, 30 min ◀── nothing found ◀──────┴──▶ found: adopted
struct Lookout {
  /// What is looked for, and when next.
  var plans: [AttemptID: Plan] = [:]

  /// The look that is being taken.
  var search: Search?
  var failures = 0

  /// After a look that the API did not answer.
  var notBefore: Uptime?

  struct Plan {
    let sentAt: Timestamp
    let lostAt: Timestamp

    /// The daemon's life that sent it, by its clock of then.
    let epoch: Int64
    var looks: Int
    var due: Uptime
  }

  /// When the next look is due; nil while one is being taken or none is.
  var nextLook: Uptime? {
    guard search == nil, let due = plans.values.map(\.due).min() else { return nil }
    return max(due, notBefore ?? due)
  }

  /// Whether the search may settle something soon; an API that does not answer is not waited for.
  var mayStillMove: Bool { isFirstLookOpen && failures < 3 }

  /// Nothing more of this model is submitted until its history has been looked at.
  var isFirstLookOpen: Bool { plans.values.contains { $0.looks == 0 } }
}

/// One look at the API's history and bills: page after page, then what they say.
struct Search {
  let from: Timestamp
  let to: Timestamp
  var found = Findings()
  var isAskingForInputs = true

  /// After the history come the bills, the second evidence.
  var isReadingBills = false
  var billsPage = 1

  /// The most that one look reads of either: 100 predictions a page.
  static let mostPages = 20
}

extension APIFailure {
  /// Whether the history is asked for again at once, without inputs. Some accounts are not given
  /// them; and what is too large with them, or breaks on them, may come without.
  func mayComeWithoutInputs(afterFailures failures: Int) -> Bool {
    switch self {
    case .notUnderstood: true
    // Once is anybody's trouble: inputs are worth another question.
    case .forbidden, .unanswered: failures > 0
    case .keyRefused, .throttled: false
    }
  }
}

/// What a look has brought to light.
struct Findings {
  var history = HistoryReading(atMost: Search.mostPages)
  var charges: [BillingPage.Item] = []

  /// The API has no history to ask: its bills are the only evidence.
  var hasNoHistory = false

  /// There were more bills than a look reads.
  var areBillsCutShort = false

  /// Whether there was more of the evidence: the bills are the second, where there is a first.
  var isCutShort: Bool { hasNoHistory ? areBillsCutShort : history.isCutShort }
}
