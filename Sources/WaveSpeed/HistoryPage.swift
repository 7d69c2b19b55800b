package import JSON
package import Spool

/// One page of the account's recent predictions, newest first: the evidence by which an uncertain
/// submission is settled.
package struct HistoryPage: Equatable, Sendable {
  package let items: [HistoryItem]

  /// Entries without an id, which prove nothing.
  package let unreadable: Int

  /// How large the reply was.
  package let bytes: Int

  /// How many entries a page is asked to have.
  package static let asked = 100

  /// How many it has.
  package var count: Int { items.count + unreadable }

  package init(_ reply: APIReply, now: Timestamp) throws(APIFailure) {
    let body = try reply.success(now: now)
    guard let list = body.data?.list("items") ?? body.data?.array else {
      throw body.without("list of predictions")
    }
    bytes = reply.body.count
    items = list.compactMap(HistoryItem.init)
    unreadable = list.count - items.count
  }
}

package struct HistoryItem: Equatable, Sendable {
  package let report: Report

  /// Nil when the entry names none.
  package let model: ModelName?

  /// What was submitted, where the API gives it back.
  package let inputs: JSON.Object?
  package var prediction: PredictionID { report.prediction }
  package var createdAt: Timestamp? { report.createdAt }

  package init(report: Report, model: ModelName?, inputs: JSON.Object?) {
    self.report = report
    self.model = model
    self.inputs = inputs
  }

  init?(_ json: JSON) {
    guard let members = json.object, let id = members["id"].flatMap(predictionID) else {
      return nil
    }
    let code = members["code"].flatMap(codeNumber)
    report = Report(id, members, code: code, fallbackCode: nil)
    model = members["model"].flatMap(plainText).map(ModelName.init)
    inputs = (members["inputs"] ?? members["input"]).flatMap(object)
  }
}

extension JSON {
  /// A list under a key; some servers write an empty one as null.
  func list(_ key: String) -> [JSON]? {
    guard let value = self[key] else { return nil }
    return value == .null ? [] : value.array
  }
}

/// An object, or one written as text. An empty one is how "not given" looks.
private func object(_ value: JSON) -> JSON.Object? {
  let object =
    value.object
    ?? value.string.flatMap { try? JSON(parsing: $0, limits: .replies) }?.object
  return object?.isEmpty ?? true ? nil : object
}
