import JSON
import Media
import Store
import Terminal
import WaveSpeed

/// Takes the pictures in that an input names: files as `@FILE`, and `data:` URIs.
///
/// Each is read once, checked against what the model asks of it, and kept beside the database; the
/// input then names it by its digest. A web address stays as it is: the API fetches it.
package struct PictureIntake {
  private let store: MediaStore
  private let takesStandardInput: Bool
  private let makeFolder: () throws(CommandFailure) -> Void

  /// By how they were named: a hundred jobs may name the same file.
  private var taken: [String: (digest: Digest, facts: PictureFacts)] = [:]
  private(set) var warnings: [String] = []

  /// - Parameters:
  ///   - session: whose database the pictures are kept beside.
  ///   - takesStandardInput: whether `@-` can be a picture, and is nothing else already.
  init(_ session: Session, takesStandardInput: Bool) {
    self.init(besideDatabase: session.location.path, takesStandardInput: takesStandardInput) {
      () throws(CommandFailure) in try session.makeFolders()
    }
  }

  package init(
    besideDatabase path: String, takesStandardInput: Bool,
    makeFolder: @escaping () throws(CommandFailure) -> Void
  ) {
    store = MediaStore(besideDatabase: path)
    self.takesStandardInput = takesStandardInput
    self.makeFolder = makeFolder
  }

  /// Takes the pictures of one input in: last of all that may be refused, for what is taken is kept.
  static func settled(
    _ input: JSON.Object, of model: Model, _ session: Session, takesStandardInput: Bool = true
  ) throws(CommandFailure) -> (JSON.Object, warnings: [String]) {
    var intake = PictureIntake(session, takesStandardInput: takesStandardInput)
    do throws(Fault) {
      return (try intake.settle(input, of: model), intake.warnings)
    } catch {
      throw .usage(error.reason, hint: error.hint)
    }
  }

  /// Why a picture cannot be sent.
  struct Fault: Error {
    let reason: String
    let hint: String?
  }

  /// The input with every picture in its place. What was to be taken in was there and is kept.
  mutating func settle(_ input: JSON.Object, of model: Model) throws(Fault) -> JSON.Object {
    var settled = input
    for wanted in model.pictures {
      guard let value = input[wanted.key], let rules = wanted.picture else { continue }
      let check = PictureCheck(rules)
      switch value {
      case .string(let text):
        settled[wanted.key] = .string(try settle(text, wanted.key, check))
      case .array(let list):
        var pictures: [JSON] = []
        for element in list {
          guard let text = element.string else { continue }
          pictures.append(.string(try settle(text, wanted.key, check)))
        }
        settled[wanted.key] = .array(pictures)
      case .null, .bool, .number, .object: break
      }
    }
    return settled
  }

  private mutating func settle(
    _ text: String, _ key: String, _ check: PictureCheck
  ) throws(Fault) -> String {
    let name: String
    let picture: (digest: Digest, facts: PictureFacts)
    if text.hasPrefix("@") {
      name = "\(key)=\(text)"
      if let known = taken[text] {
        picture = known
      } else {
        picture = try take(file: String(text.dropFirst()), name, check)
      }
    } else if let uri = DataURI(text) {
      name = key
      picture = try take(uri, name, check)
    } else if text.hasPrefix("media:"), let digest = Digest(text.dropFirst(6)) {
      name = key
      picture = (digest, try examine(digest, name))
    } else {
      return text
    }
    try refuse(check.problems(with: picture.facts), name)
    for warning in check.warnings(about: picture.facts) {
      let words = "\(name): the picture \(warning)"
      if !warnings.contains(words) { warnings.append(words) }
    }
    if text.hasPrefix("@") { taken[text] = picture }
    return picture.digest.address
  }

  private func take(
    file path: String, _ name: String, _ check: PictureCheck
  ) throws(Fault) -> (digest: Digest, facts: PictureFacts) {
    guard !path.isEmpty else {
      throw Fault(reason: "\(name) names no file", hint: "Say it like \(name)photo.jpg.")
    }
    guard takesStandardInput || path != "-" else {
      throw Fault(reason: "\(name) cannot be read: the jobs come from there", hint: nil)
    }
    var draft = try draft(name)
    do throws(CommandFailure) {
      var file = try SourceFile(path == "-" ? .standardInput : .file(path))
      while let piece = try file.next() {
        do throws(MediaError) { try draft.take(piece.span) } catch {
          throw .usage("\(name): \(error)")
        }
      }
    } catch {
      throw Fault(reason: error.message, hint: error.hint)
    }
    return try keep(draft, name, check)
  }

  private func take(
    _ uri: DataURI, _ name: String, _ check: PictureCheck
  ) throws(Fault) -> (digest: Digest, facts: PictureFacts) {
    var draft = try draft(name)
    do throws(MediaError) { try draft.take(uri) } catch { throw Fault(error, name) }
    return try keep(draft, name, check)
  }

  private func draft(_ name: String) throws(Fault) -> PictureDraft {
    do throws(CommandFailure) { try makeFolder() } catch {
      throw Fault(reason: error.message, hint: error.hint)
    }
    do throws(MediaError) { return try store.draft() } catch { throw Fault(error, name) }
  }

  /// Only what may be sent is kept.
  private func keep(
    _ draft: consuming PictureDraft, _ name: String, _ check: PictureCheck
  ) throws(Fault) -> (digest: Digest, facts: PictureFacts) {
    let facts: PictureFacts
    do throws(MediaError) { facts = try draft.facts() } catch { throw Fault(error, name) }
    try refuse(check.problems(with: facts), name)
    do throws(MediaError) { return (try draft.keep(), facts) } catch { throw Fault(error, name) }
  }

  private func examine(_ digest: Digest, _ name: String) throws(Fault) -> PictureFacts {
    do throws(MediaError) { return try store.examine(digest) } catch { throw Fault(error, name) }
  }

  private func refuse(_ problems: [String], _ name: String) throws(Fault) {
    guard !problems.isEmpty else { return }
    throw Fault(reason: "\(name): the picture " + problems.joined(separator: ", and "), hint: nil)
  }
}

extension PictureIntake {
  /// The same input with a picture that is kept wherever one is to be taken in: what can be checked
  /// without looking into any file is checked first.
  static func standIn(for input: JSON.Object, of model: Model) -> JSON.Object {
    var standIn = input
    for key in model.pictures.map(\.key) {
      switch input[key] {
      case .string(let text): standIn[key] = .string(self.standIn(for: text))
      case .array(let list):
        standIn[key] = .array(
          list.map { element in element.string.map { .string(self.standIn(for: $0)) } ?? element })
      case .null, .bool, .number, .object, nil: break
      }
    }
    return standIn
  }

  private static func standIn(for text: String) -> String {
    text.hasPrefix("@") ? "media:" + String(repeating: "0", count: 64) : text
  }
}

extension PictureIntake.Fault {
  init(_ error: MediaError, _ name: String) {
    self.init(reason: "\(name): \(error)", hint: nil)
  }
}

extension PictureCheck {
  init(_ rules: PictureRules) {
    self.init(
      formats: rules.formats, avoidedFormats: rules.avoidedFormats,
      maximumBytes: rules.maximumBytes,
      minimumRatio: rules.minimumRatio.map { Ratio($0.width, $0.height) },
      maximumRatio: rules.maximumRatio.map { Ratio($0.width, $0.height) },
      advisedShortSide: rules.advisedShortSide)
  }
}
