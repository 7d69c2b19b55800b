package import JSON
package import Spool

/// The API's list of models. Those that cannot be used are told apart, not fatal.
package struct ModelsReply: Equatable, Sendable {
  package let models: [Model]
  package let unusable: [Unusable]

  package struct Unusable: Equatable, Sendable {
    package let item: JSON
    package let reason: ModelError
  }

  package init(_ reply: APIReply, now: Timestamp) throws(APIFailure) {
    let body = try reply.success(now: now)
    guard let list = body.data?.array else { throw body.without("list of models") }
    var models: [Model] = []
    var unusable: [Unusable] = []
    for item in list {
      do throws(ModelError) {
        models.append(try Model(json: item))
      } catch {
        unusable.append(Unusable(item: item, reason: error))
      }
    }
    self.models = models
    self.unusable = unusable
  }
}
