import Media
import Store
import Terminal

/// Takes kept pictures along with the queue that names them, from beside one database to beside
/// another.
struct PictureTransport {
  let from: MediaStore
  let to: MediaStore

  /// What became of the pictures that jobs name.
  struct Tally {
    var copied = 0
    var there = 0

    /// In neither place.
    var missing = 0
  }

  /// What cannot be copied is an error; what is not there cannot be helped, and is counted.
  func bring(
    _ names: Set<String>, progress: (Int, _ of: Int) -> Void
  ) throws(MediaError) -> Tally {
    var tally = Tally()
    let digests = names.compactMap { Digest($0) }.sorted()
    for (place, digest) in digests.enumerated() {
      progress(place, digests.count)
      if to.has(digest) {
        tally.there += 1
      } else if from.has(digest) {
        try from.copy(digest, to: to)
        tally.copied += 1
      } else {
        tally.missing += 1
      }
    }
    return tally
  }
}

extension PictureTransport.Tally {
  /// What a person should know of them; nothing where there are none.
  func sentences(in folder: String) -> [String] {
    var sentences: [String] = []
    if copied + there > 0 {
      let rest = there > 0 && copied > 0 ? ", \(there) of them already" : ""
      sentences.append(
        "\(counted(copied + there, "picture")) that its jobs name \(copied + there == 1 ? "is" : "are")"
          + " in \(folder)\(rest).")
    }
    if missing > 0 {
      sentences.append(
        "\(counted(missing, "picture")) that its jobs name \(missing == 1 ? "is" : "are") missing:"
          + " a job that needs one fails unsent.")
    }
    return sentences
  }
}
