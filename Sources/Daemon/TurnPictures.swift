import JSON
import Media
import Spool
import SQLite
import Store
import WaveSpeed

// What a claim does about pictures of this machine. Nothing is claimed before they are ready, and
// what is sent never names one by its digest.

extension Turn {
  /// What is sent for a job.
  struct Outgoing {
    /// As the ledger keeps it: pictures that travel inside are named by their digests here.
    let body: String
    let input: JSON.Object

    /// The body with its pictures in it, where there are such.
    var composed: ComposedBody?
  }

  enum Prepared {
    case ready(Outgoing)
    case waits
    case wrong(Refusal)
  }

  /// Finds the job's pictures, or has them brought to the API.
  func prepare(
    _ id: JobID, _ model: Model, _ input: JSON.Object, _ written: String, _ plan: inout Plan,
    at moment: Moment
  ) throws(SQLiteError) -> Prepared {
    let named = model.pictureTexts(in: input)
    let isLocal = { (text: String) in Digest(address: text) != nil || DataURI(text) != nil }
    guard named.contains(where: { isLocal($0.text) }) else {
      return .ready(Outgoing(body: written, input: input))
    }
    guard let files = world.files else {
      let isKept = model.namesKeptPictures(input)
      return isKept
        ? .wrong(Refusal("this daemon keeps no pictures"))
        : .ready(Outgoing(body: written, input: input))
    }
    let keys = model.pictures.map(\.key)
    if named.contains(where: { DataURI($0.text) != nil }) {
      keepPictures(of: id, model, written, &plan)
      return .waits
    }

    var addresses: [String: String] = [:]
    var inline: [Digest: PictureFormat] = [:]
    var missing: Set<Digest> = []
    for (key, text, rules) in named {
      guard let digest = Digest(address: text) else { continue }
      if let refusal = pictures.faults[digest] { return .wrong(refusal) }
      var facts = pictures.inline[digest]?.facts ?? pictures.uploads[digest]?.facts
      if let upload = try store.upload(of: digest.text, to: files.api, at: moment.wall) {
        addresses[text] = upload.url
        facts = PictureFacts(upload) ?? facts
      } else if let sent = pictures.inline[digest] {
        inline[digest] = sent.facts.format
      } else {
        missing.insert(digest)
      }
      if let facts {
        let problems = PictureCheck(rules).problems(with: facts)
        guard problems.isEmpty else {
          return .wrong(Refusal("\(key): the picture " + problems.joined(separator: ", and ")))
        }
      }
    }
    guard missing.isEmpty else {
      plan.acts.append(.bringPictures(id, model.name, missing))
      return .waits
    }
    let body = replacing(addresses, under: keys, in: input, written: written)
    let outgoing = Outgoing(body: body, input: input.replacing(addresses, under: keys))
    return inline.isEmpty ? .ready(outgoing) : compose(id, model, outgoing, inline, &plan)
  }

  /// Pictures that were written into the row become files first, a few rows at a time.
  func keepPictures(of id: JobID, _ model: Model, _ written: String, _ plan: inout Plan) {
    guard pictures.keeping + plan.keeping < Pictures.mostKept else {
      plan.acts.append(.keepPicturesLater(id, model.name))
      return
    }
    plan.keeping += 1
    let keys = model.pictures.map(\.key)
    plan.acts.append(.keepPictures(id, model.name, input: written, keys: keys))
  }

  /// A body with pictures in it is written beside the turn, before it is claimed.
  private func compose(
    _ id: JobID, _ model: Model, _ outgoing: Outgoing, _ inline: [Digest: PictureFormat],
    _ plan: inout Plan
  ) -> Prepared {
    guard let composed = pictures.composed[id], composed.body == outgoing.body else {
      let body = Errand.Body(
        text: outgoing.body, input: outgoing.input, keys: model.pictures.map(\.key),
        pictures: inline)
      plan.acts.append(.composeBody(id, model.name, body))
      return .waits
    }
    var outgoing = outgoing
    outgoing.composed = composed.file
    return .ready(outgoing)
  }
}

extension PictureFacts {
  /// Nil for a format that this program does not know.
  fileprivate init?(_ upload: Upload) {
    guard let format = PictureFormat(rawValue: upload.format) else { return nil }
    self.init(format: format, width: upload.width, height: upload.height, bytes: upload.bytes)
  }
}
