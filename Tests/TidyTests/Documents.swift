/// What the documents tell people to type, and where they send them.
struct Document {
  private let path: String
  private let spans: [String]
  private let prose: [String]

  init(_ file: SourceFile) {
    path = file.path
    var spans: [String] = []
    var prose: [String] = []
    var isFenced = false
    for line in lines(file.text) {
      if line.hasPrefix("```") {
        isFenced.toggle()
      } else if isFenced {
        spans.append(line)
      } else {
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        spans += stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
        prose.append(line)
      }
    }
    self.spans = spans
    self.prose = prose
  }

  /// What follows `make` where it is shown as code.
  var madeTargets: Set<String> {
    var targets: Set<String> = []
    for span in spans {
      let words = span.split(separator: " ")
      for (word, next) in zip(words, words.dropFirst()) where word == "make" {
        let name = next.prefix { $0.isASCII && ($0.isLetter || $0 == "-") }
        if !name.isEmpty { targets.insert(String(name)) }
      }
    }
    return targets
  }

  /// The files this one links to, from the top of the repository on.
  var links: [String] {
    let folder = path.split(separator: "/").dropLast().map(String.init)
    return prose.flatMap { line in
      line.ranges(of: "](").compactMap { range -> String? in
        let link = line[range.upperBound...].prefix { $0 != ")" && $0 != "#" }
        if link.isEmpty || link.contains("://") { return nil }
        var folders = folder
        for part in link.split(separator: "/") {
          if part == ".." { _ = folders.popLast() } else { folders.append(String(part)) }
        }
        return folders.joined(separator: "/")
      }
    }
  }
}

/// The targets of a Makefile.
func targets(ofMakefile text: String) -> Set<String> {
  Set(
    lines(text).compactMap { line in
      let name = line.prefix { $0.isASCII && ($0.isLetter || $0 == "-") }
      return !name.isEmpty && line[name.endIndex...].hasPrefix(":") ? String(name) : nil
    })
}
