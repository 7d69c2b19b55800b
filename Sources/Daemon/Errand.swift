package import Media
package import Prometheus
package import Spool
package import Store

/// One thing to do with files beside the turn.
package enum Errand: Sendable {
  /// Read a kept picture through: whether it is what its name says.
  case examine(Digest)

  /// Keep the `data:` pictures of a job, under these keys of its input.
  case keepPictures(JobID, input: String, keys: [String])

  /// Bring an output that was fetched to its place, or the one that was set aside before.
  case finish(OutputID, OutputFolder, Place, Doubts, isSetAside: Bool = false)

  /// Bring an output to its place that came as a `data:` URI.
  case unpack(OutputID, String, OutputFolder, Place, mostBytes: Int)

  /// Write a job's body with its kept pictures in it as Base64.
  case compose(JobID, body: String, pictures: [Digest: PictureFormat])

  /// Look which kept pictures are so old that some job should name them by now.
  case findOldPictures(keptBefore: Timestamp, after: Digest?, atMost: Int)

  /// Remove pictures that no job names, but for those that were kept anew.
  case removePictures(Set<Digest>, keptBefore: Timestamp)

  case writeMetrics(MetricsFile, at: Timestamp)

  /// Where an output goes.
  package struct Place: Sendable {
    let day: String
    let isQuarantined: Bool
  }
}

extension Errand {
  /// What came of it.
  package enum Outcome: Sendable {
    case examined(Digest, Result<PictureFacts, MediaError>)

    /// The input that names what is kept now, in the place of the one that held it.
    case keptPictures(JobID, from: String, Result<String, MediaError>)
    case finished(OutputID, Result<OutputFolder.Finished, MediaError>)
    case composed(JobID, body: String, Result<ComposedBody, MediaError>)

    /// Beside another queue nobody knows which of the pictures are whose.
    case foundOldPictures(OldPictures, neighbour: String?)
    case removedPictures(Int)
    case wroteMetrics(Result<Void, MetricsFile.Failure>)
  }

  package func run(in pictures: MediaStore) -> Outcome {
    switch self {
    case .examine(let digest):
      .examined(
        digest, Result { () throws(MediaError) in try pictures.examine(digest) })
    case .keepPictures(let job, let input, let keys):
      .keptPictures(
        job, from: input,
        Result { () throws(MediaError) in try pictures.keepPictures(of: input, under: keys) })
    case .finish(let output, let folder, let place, let doubts, let isSetAside):
      .finished(
        output,
        Result { () throws(MediaError) in
          defer { Step.finished.reached() }
          return try folder.finish(
            output.fileName, on: place.day, isQuarantined: place.isQuarantined, doubts: doubts,
            isSetAside: isSetAside)
        })
    case .unpack(let output, let content, let folder, let place, let most):
      .finished(
        output,
        Result { () throws(MediaError) in
          defer { Step.finished.reached() }
          try folder.unpack(content, as: output.fileName, atMost: most)
          return try folder.finish(
            output.fileName, on: place.day, isQuarantined: place.isQuarantined,
            doubts: .ended(because: "it came inside the API's answer"))
        })
    case .compose(let job, let body, let formats):
      .composed(
        job, body: body,
        Result { () throws(MediaError) in try pictures.compose(body, with: formats) })
    case .findOldPictures(let moment, let place, let count):
      pictures.neighbouringDatabase(applicationID: UInt32(Store.applicationID)).map { name in
        .foundOldPictures(OldPictures(), neighbour: name)
      }
        ?? .foundOldPictures(
          pictures.oldPictures(
            keptBefore: moment.wholeSeconds, after: place, atMost: count),
          neighbour: nil)
    case .removePictures(let digests, let moment):
      .removedPictures(
        pictures.neighbouringDatabase(applicationID: UInt32(Store.applicationID)) == nil
          ? pictures.remove(digests.sorted(), keptBefore: moment.wholeSeconds) : 0)
    case .writeMetrics(let file, let now):
      .wroteMetrics(Result { () throws(MetricsFile.Failure) in try file.write(at: now) })
    }
  }
}

extension Timestamp {
  fileprivate var wholeSeconds: Int { Int(milliseconds / 1000) }
}
