/// The house from the ground up: each target with the targets it may import. Imports point down
/// only, that is to targets further up in this list.
let house: [(target: String, imports: Set<String>)] = [
  ("CSQLite", []),
  ("CCurl", []),
  ("CMicroHTTPD", []),
  ("CLinux", []),
  ("JSON", []),
  ("Spool", []),
  ("WaveSpeed", ["Spool", "JSON"]),
  ("SQLite", ["CSQLite"]),
  ("HTTP", ["CCurl"]),
  ("Terminal", []),
  ("Media", []),
  ("Migrations", []),
  ("Store", ["SQLite", "Spool", "JSON", "Migrations", "CLinux"]),
  ("Prometheus", ["Store", "SQLite", "Spool"]),
  (
    "Daemon",
    [
      "Store", "SQLite", "HTTP", "Media", "Prometheus", "WaveSpeed", "JSON", "Terminal", "Spool",
      "CLinux",
    ]
  ),
  (
    "wavespoold",
    ["Daemon", "Store", "HTTP", "Prometheus", "WaveSpeed", "JSON", "Terminal", "Spool"]
  ),
  (
    "wavespool",
    ["Store", "SQLite", "Media", "Prometheus", "WaveSpeed", "JSON", "Terminal", "Spool"]
  ),
  ("wavespool-sim", ["CMicroHTTPD", "CLinux", "JSON", "Spool", "Terminal"]),

  // Measuring and proving, above all of it.
  ("bench-polling", ["Spool"]),
  ("CFixedClock", []),
  ("CPowerCutVFS", ["CSQLite"]),
  ("SimulatedWorld", ["CPowerCutVFS", "Daemon", "JSON", "SQLite", "Spool", "Store", "WaveSpeed"]),
  ("simulate", ["SimulatedWorld"]),
  ("fuzz", ["JSON", "Media", "Spool", "Store", "Terminal", "WaveSpeed", "wavespool"]),
  ("TestSupport", ["SQLite", "CLinux"]),
  ("KillSweep", ["Daemon", "HTTP", "JSON", "SQLite", "TestSupport"]),
  ("kill-sweep", ["Daemon", "KillSweep"]),
]

/// The system's modules, for every target but those that are pure values.
private let system: Set<String> = ["Glibc", "Synchronization"]
private let pure: Set<String> = ["Spool", "JSON"]

extension Rule {
  static let arrows: [Rule] = [
    Rule(
      says: "imports point down", place: .sources,
      broken: [
        .sample("import JSON"), .sample("import Glibc"), .sample("private import Synchronization"),
        SourceFile("Sources/JSON/A.swift", "import Glibc"),
        SourceFile("Sources/HTTP/A.swift", "import CCurl\npackage import WaveSpeed"),
        SourceFile("Sources/Attic/A.swift", "import Glibc"),
      ],
      kept: [
        SourceFile("Sources/HTTP/A.swift", "import CCurl\nimport Glibc\n// import Store"),
        .sample("let word = \"import JSON\""),
      ]
    ) { file in
      guard let target = file.target else { return [] }
      let allowed = house.first { $0.target == target }?.imports ?? []
      let ofSystem = pure.contains(target) ? [] : system
      return zip(1..., file.code).compactMap { number, line in
        guard let module = importedModule(line) else { return nil }
        let isKnown = house.contains { $0.target == target }
        return isKnown && (allowed.contains(module) || ofSystem.contains(module))
          ? nil : (number, "\(target) imports \(module)")
      }
    }
  ]
}

/// `Spool` of `package import struct Spool.Money`; nil when the line imports nothing.
func importedModule(_ line: String) -> String? {
  let words = line.split(separator: " ")
  guard let place = words.firstIndex(of: "import"),
    words[..<place].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains(String($0)) })
  else { return nil }
  let kinds = ["struct", "enum", "class", "func", "var", "let", "protocol", "typealias"]
  let path = words[(place + 1)...].first { !kinds.contains(String($0)) }
  return path.map { String($0.prefix { $0 != "." }) }
}

private let accessLevels: Set<String> = ["package", "internal", "private", "fileprivate", "public"]
