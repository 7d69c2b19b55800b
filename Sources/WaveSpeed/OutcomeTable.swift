// What an answer to a submission means: the table of the API page, with the fine print of "Money
// and liveness", row by row. The first row that fits counts.
//
// An answer has an HTTP status; its envelope may have a code of its own. The first table is about
// the status. An HTTP success without a prediction goes to the second one with its code.
//
// Only `unknown` may have been charged without our knowing the id, so whatever is not plainly a
// refusal is unknown. Beside the tables stand two rules:
//   - any 2xx with a non-empty `data.id` is accepted, whatever else it says;
//   - a 400 or a code 400 that speaks of missing money is `creditRefused` (`MessageWords`).

/// The class of an answer to a submission that names no prediction.
enum SubmitClass: Equatable, CaseIterable {
  case rejected
  case keyRefused
  case creditRefused
  case forbidden
  case throttled
  case unknown
}

struct OutcomeRow {
  let codes: ClosedRange<Int>
  let outcome: SubmitClass

  init(_ codes: ClosedRange<Int>, _ outcome: SubmitClass) {
    self.codes = codes
    self.outcome = outcome
  }

  init(_ code: Int, _ outcome: SubmitClass) {
    self.init(code...code, outcome)
  }
}

enum OutcomeTable {
  static let httpStatuses: [OutcomeRow] = [
    OutcomeRow(400, .rejected),
    OutcomeRow(401, .keyRefused),
    OutcomeRow(402, .creditRefused),
    OutcomeRow(403, .forbidden),
    OutcomeRow(404...407, .rejected),  // 404 no such path, 405 …
    OutcomeRow(408, .unknown),  // it gave up waiting for a request that it may have read
    OutcomeRow(409...424, .rejected),  // 413, 415, 422 …
    OutcomeRow(425, .unknown),  // too early
    OutcomeRow(426...428, .rejected),
    OutcomeRow(429, .throttled),
    OutcomeRow(430...499, .rejected),
    OutcomeRow(.min ... .max, .unknown),  // 3xx, 5xx, 2xx without an id
  ]

  /// The API's own codes; those from 400 to 499 are HTTP's.
  static let codes: [OutcomeRow] = [
    OutcomeRow(1200, .rejected),  // content moderation
    OutcomeRow(1400, .rejected),  // parameters
    OutcomeRow(1401, .rejected),  // parameters
    OutcomeRow(1402, .rejected),  // the media could not be fetched
    OutcomeRow(1407, .creditRefused),
    OutcomeRow(.min ... .max, .unknown),  // 5000 internal, 5003 unavailable, 5004 timeout …
  ]

  static func outcome(ofStatus status: Int) -> SubmitClass {
    first(in: httpStatuses, for: status)
  }

  static func outcome(ofCode code: Int) -> SubmitClass {
    (400...499).contains(code) ? outcome(ofStatus: code) : first(in: codes, for: code)
  }

  private static func first(in rows: [OutcomeRow], for code: Int) -> SubmitClass {
    rows.first { $0.codes.contains(code) }?.outcome ?? .unknown
  }
}

/// Whether trying a failed prediction again, for money, may help.
enum FailureTable {
  static let neverHelps: [Int: String] = [
    1200: "content moderation",
    1400: "parameters",
    1401: "parameters",
    1402: "the media could not be fetched",
    1407: "insufficient credits",
  ]

  // May help: 1403 and 1405 execution failed, 5000 internal, 5003 unavailable, 5004 timeout, and
  // whatever is not known.
}
