package import JSON
package import Spool

/// One generative model: where it is submitted, what it takes and what it costs.
///
/// It is made from an item of `GET /api/v3/models` (see `ModelReading.swift`), which it keeps:
/// built-in models and those that people add are the same kind of thing.
package struct Model: Equatable, Sendable {
  package let name: ModelName

  /// As in "Open Video Image To Video".
  package let title: String
  package let description: String

  /// Results are asked for with the version that was submitted to.
  package let apiVersion: APIVersion

  /// The path that a job is POSTed to, without host, query and trailing slash.
  package let apiPath: String

  /// In the order they are shown to people.
  package let inputs: [Input]
  package let priceRule: PriceRule

  /// The item it was made from, with all that we do not read.
  package let json: JSON

  package subscript(input key: String) -> Input? {
    inputs.first { $0.key == key }
  }

  package var pictures: [Input] { inputs.filter { $0.picture != nil } }

  /// What a run with this input costs by the model's own price list; nil when it states none.
  package func price(for input: JSON.Object) -> Money? {
    priceRule.price(for: input) { self[input: $0]?.defaultValue }
  }
}

package enum APIVersion: String, CaseIterable, Sendable {
  case v2
  case v3
}
