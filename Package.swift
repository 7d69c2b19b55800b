// swift-tools-version: 6.3
import PackageDescription

// Every Swift target is built with the same rules; a target may add, never subtract.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .treatAllWarnings(as: .error),
]

// Targets that touch C say `unsafe` wherever the compiler's promises end.
let touchingC: [SwiftSetting] = house + [.strictMemorySafety()]

let package = Package(
  name: "wavespool",
  products: [
    .executable(name: "wavespoold", targets: ["wavespoold"]),
    .executable(name: "wavespool", targets: ["wavespool"]),
    .executable(name: "wavespool-sim", targets: ["wavespool-sim"]),
    // Preloaded by a test of the command line, and by nobody else.
    .library(name: "FixedClock", type: .dynamic, targets: ["CFixedClock"]),
  ],
  targets: [
    // C libraries: one header of one-line shims each, no logic.
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CLinux"),

    // Values: no files, no sockets, no clock.
    .target(name: "JSON", swiftSettings: house),
    .target(
      name: "Spool", swiftSettings: house,
      linkerSettings: [.linkedLibrary("m")]),  // `rounded` and `pow`, without importing Glibc
    .target(
      name: "WaveSpeed", dependencies: ["Spool", "JSON"],
      resources: [.embedInCode("Models")], swiftSettings: house),

    // The world, one part each; none of these knows what a job is.
    .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: touchingC),
    .target(name: "HTTP", dependencies: ["CCurl"], swiftSettings: touchingC),
    .target(name: "Terminal", swiftSettings: touchingC),
    .target(name: "Media", swiftSettings: touchingC),

    // Jobs on disk, and the daemon that moves them.
    .target(
      name: "Migrations", path: "migrations",
      exclude: ["README.md"],
      resources: [.embedInCode("v0001_jobs.sql")], swiftSettings: house),
    .target(
      name: "Store", dependencies: ["SQLite", "Spool", "JSON", "Migrations", "CLinux"],
      swiftSettings: touchingC),
    .target(
      name: "Prometheus", dependencies: ["Store", "SQLite", "Spool"], swiftSettings: touchingC),
    .target(
      name: "Daemon",
      dependencies: [
        "Store", "SQLite", "HTTP", "Media", "Prometheus", "WaveSpeed", "JSON", "Terminal", "Spool",
        "CLinux",
      ],
      swiftSettings: touchingC),

    .executableTarget(
      name: "wavespoold",
      dependencies: [
        "Daemon", "Store", "HTTP", "Prometheus", "WaveSpeed", "JSON", "Terminal", "Spool",
      ],
      swiftSettings: touchingC),
    .executableTarget(
      name: "wavespool",
      dependencies: [
        "Store", "SQLite", "Media", "Prometheus", "WaveSpeed", "JSON", "Terminal", "Spool",
      ],
      swiftSettings: touchingC),
    .executableTarget(
      name: "wavespool-sim",
      dependencies: ["CMicroHTTPD", "CLinux", "JSON", "Spool", "Terminal"],
      swiftSettings: touchingC),

    .executableTarget(
      name: "bench-polling", dependencies: ["Spool"], path: "Benchmarks/Polling",
      swiftSettings: house),

    .target(
      name: "TestSupport", dependencies: ["SQLite", "CLinux"], path: "Tests/TestSupport",
      swiftSettings: house),
    .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"], swiftSettings: house),
    .testTarget(
      name: "SpoolTests", dependencies: ["Spool", "Migrations", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "SchemaTests", dependencies: ["Migrations", "Spool", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "SQLiteTests", dependencies: ["SQLite", "TestSupport"], swiftSettings: house),
    .testTarget(name: "HTTPTests", dependencies: ["HTTP", "TestSupport"], swiftSettings: house),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "TestSupport", "wavespool", "wavespoold"],
      swiftSettings: house),
    .testTarget(
      name: "WaveSpeedTests", dependencies: ["WaveSpeed", "Spool", "JSON"], swiftSettings: house),
    .testTarget(
      name: "MediaTests", dependencies: ["Media", "TestSupport"], swiftSettings: house),
    .testTarget(
      name: "StoreTests", dependencies: ["Store", "SQLite", "Spool", "WaveSpeed", "TestSupport"],
      swiftSettings: house),
    .testTarget(
      name: "DaemonTests",
      dependencies: [
        "Daemon", "Store", "SQLite", "HTTP", "Media", "Prometheus", "WaveSpeed", "JSON", "Spool",
        "TestSupport", "wavespoold", "wavespool-sim",
      ],
      swiftSettings: house),
    .target(name: "CFixedClock", path: "Tests/FixedClock"),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "JSON", "Media", "SQLite", "Terminal", "TestSupport", "wavespool",
      ],
      exclude: ["Transcripts"], swiftSettings: house),
    .testTarget(
      name: "SimulatorTests", dependencies: ["JSON", "TestSupport", "wavespool-sim"],
      swiftSettings: house),
    // The daemon in a world of its own: clock, network, API and disk are simulated.
    .target(name: "CPowerCutVFS", dependencies: ["CSQLite"], path: "Tests/Simulation/CPowerCutVFS"),
    .target(
      name: "SimulatedWorld",
      dependencies: ["CPowerCutVFS", "Daemon", "JSON", "SQLite", "Spool", "Store", "WaveSpeed"],
      path: "Tests/Simulation/World", swiftSettings: house),
    .executableTarget(
      name: "simulate", dependencies: ["SimulatedWorld"], path: "Tests/Simulation/simulate",
      swiftSettings: house),
    .testTarget(
      name: "SimulationTests", dependencies: ["SimulatedWorld", "SQLite"],
      path: "Tests/Simulation/Tests", swiftSettings: house),

    // Any bytes at all: the targets of `make fuzz`, fed with what it begins with and has found.
    .testTarget(
      name: "FuzzTests",
      dependencies: ["JSON", "Media", "Spool", "Store", "Terminal", "WaveSpeed", "wavespool"],
      path: "Tests/Fuzz", exclude: ["Corpus", "Crashes", "Driver.swift", "words.dict"],
      swiftSettings: house),

    // Real daemons against the simulator, killed at every step and at any moment.
    .target(
      name: "KillSweep", dependencies: ["Daemon", "HTTP", "JSON", "SQLite", "TestSupport"],
      path: "Tests/KillSweep/Sweep", swiftSettings: house),
    .executableTarget(
      name: "kill-sweep", dependencies: ["Daemon", "KillSweep"],
      path: "Tests/KillSweep/kill-sweep", swiftSettings: house),
    .testTarget(
      name: "KillSweepTests",
      dependencies: ["Daemon", "KillSweep", "wavespoold", "wavespool", "wavespool-sim"],
      path: "Tests/KillSweep/Tests", swiftSettings: house),

    .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: house),
  ],
  swiftLanguageModes: [.v6]
)

// scripts/fuzz makes a program of the same files, to which libFuzzer brings a `main`. No program can
// be linked into another, so the command line is a library there.
if Context.environment["WAVESPOOL_FUZZING"] != nil {
  let (program, entryPoint) = ("wavespool", "main.swift")
  let library = package.targets.filter { $0.name == program }.map { program in
    Target.target(
      name: program.name, dependencies: program.dependencies, exclude: [entryPoint],
      swiftSettings: touchingC)
  }
  package.products = []
  package.targets.removeAll { $0.type == .test || $0.name == program }
  package.targets += library
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: ["JSON", "Media", "Spool", "Store", "Terminal", "WaveSpeed", "wavespool"],
      path: "Tests/Fuzz",
      exclude: ["Corpus", "Crashes", "FuzzTests.swift", "Much.swift", "words.dict"],
      swiftSettings: house))
}
