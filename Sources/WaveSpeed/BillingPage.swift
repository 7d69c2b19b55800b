import JSON
package import Spool

/// One page of what was charged or refunded: second evidence beside the history.
package struct BillingPage: Equatable, Sendable {
  package let items: [Item]
  package let hasMore: Bool

  package struct Item: Equatable, Sendable {
    package let uuid: String
    package let kind: Kind

    /// Never below nothing: which way it went says the kind.
    package let price: Money
    package let createdAt: Timestamp?
    package let prediction: PredictionID?
    package let model: ModelName?

    package enum Kind: String, Sendable {
      case deduct
      case refund
    }
  }

  package init(_ reply: APIReply, now: Timestamp) throws(APIFailure) {
    let body = try reply.success(now: now)
    guard let list = body.data?.list("items") else { throw body.without("list of charges") }
    items = list.compactMap(Item.init)
    hasMore = body.data?["has_more"]?.bool ?? false
  }
}

extension BillingPage.Item {
  init?(_ json: JSON) {
    guard let uuid = json["uuid"].flatMap(plainText),
      let kind = json["billing_type"]?.string.flatMap(Kind.init(rawValue:)),
      let price = json["price"].flatMap(dollars)
    else { return nil }
    self.uuid = uuid
    self.kind = kind
    self.price = max(price, .zero - price)
    createdAt = json["created_at"]?.string.flatMap { Timestamp($0) }
    prediction = json["prediction"]?["uuid"].flatMap(predictionID)
    model = json["prediction"]?["model_uuid"].flatMap(plainText).map(ModelName.init)
  }
}

/// An amount of dollars, as a number or as text.
func dollars(_ value: JSON) -> Money? {
  (value.double ?? value.string.flatMap { JSON.Number($0)?.double })
    .flatMap { Money(dollars: $0) }
}
