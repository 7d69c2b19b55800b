package import JSON
package import Spool

extension APIRequest {
  /// One page of the predictions of the last seven days, newest first. Pages count from 1.
  ///
  /// `withInputs` asks for what only some accounts are given: where it is refused, ask without.
  package static func history(
    _ model: ModelName?, from: Timestamp, to: Timestamp, page: Int,
    pageSize: Int = HistoryPage.asked,
    withInputs: Bool
  ) -> APIRequest {
    var body: JSON.Object = [
      "page": .number(.init(page)), "page_size": .number(.init(pageSize)),
      "created_after": .string(from.rfc3339), "created_before": .string(to.rfc3339),
    ]
    body["model"] = model.map { .string($0.text) }
    if withInputs { body["include_inputs"] = true }
    return post("/api/v3/predictions", body, .history)
  }

  /// One page of the charges, or of the refunds.
  package static func billing(
    _ type: BillingPage.Item.Kind, from: Timestamp, to: Timestamp, page: Int, pageSize: Int = 100
  ) -> APIRequest {
    let body: JSON.Object = [
      "page": .number(.init(page)), "page_size": .number(.init(pageSize)),
      "billing_type": .string(type.rawValue),
      "start_time": .string(from.rfc3339), "end_time": .string(to.rfc3339),
    ]
    return post("/api/v3/billings/search", body, .billing)
  }

  /// What a run with this input would cost.
  package static func quote(_ model: ModelName, input: JSON.Object) -> APIRequest {
    post(
      "/api/v3/model/price", ["model_id": .string(model.text), "inputs": .object(input)], .quote)
  }

  /// Asks for a place to PUT a file to; the answer is an `UploadTicket`.
  package static func upload(filename: String, bytes: Int, contentType: String) -> APIRequest {
    let body: JSON.Object = [
      "filename": .string(filename), "size": .number(.init(bytes)),
      "content_type": .string(contentType),
    ]
    return post("/api/v3/media/uploads", body, .upload)
  }
}
