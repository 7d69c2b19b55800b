// What a file is called, how long it is, and what it does not say.

extension Rule {
  static let shape: [Rule] = [
    Rule(
      says: "a file is one reading: at most 400 lines", place: .swift,
      broken: [.sample(String(repeating: "\n", count: 401))],
      kept: [.sample(String(repeating: "let a = 1\n", count: 400))]
    ) { file in
      let count = lines(file.text).count - (file.text.hasSuffix("\n") ? 1 : 0)
      return count > 400 ? [(count, "\(count) lines")] : []
    },
    Rule(
      says: "a file is named for what is in it", place: .everything,
      broken: [
        SourceFile("Sources/Spool/StringUtils.swift", ""), SourceFile("Tests/Helpers.swift", ""),
        SourceFile("Sources/Spool/Common.swift", ""), SourceFile("docs/JobManager.md", ""),
      ],
      kept: [SourceFile("Sources/Spool/Uncommonly.swift", "")]
    ) { file in
      let stem = file.name.prefix { $0 != "." }
      let empty = ["Utils", "Util", "Helpers", "Helper", "Common", "Manager"]
      return empty.contains { stem.hasSuffix($0) } ? [(1, file.name)] : []
    },
    Rule(
      says: "no name has a space in it", place: .everything,
      broken: [SourceFile("docs/the design.md", ""), SourceFile("docs/my notes/a.md", "")],
      kept: [SourceFile("docs/the-design.md", "")]
    ) { $0.path.contains(" ") ? [(1, $0.path)] : [] },
    Rule(
      says: "a file starts with its idea, not with a header", place: .swift,
      broken: [
        .sample("//\n//  A.swift\n//\n"), .sample("// Copyright somebody\n"),
        .sample("/* Created by somebody */\n"), .sample("// SPDX-License-Identifier: MIT\n"),
      ],
      kept: [.sample("// What a job is.\n"), .sample("/// See A.swift.\n")]
    ) { file in
      zip(1...12, file.comments).filter { line in
        let text = trimmed(line.1.drop { $0 == "/" || $0 == "*" })
        return text == file.name
          || ["Copyright", "Created by", "SPDX-", "Licensed"].contains { text.hasPrefix($0) }
      }.map { ($0.0, trimmed($0.1)) }
    },
    .line(
      "a file that needs a signpost is two files", in: .swift, at: \.comments,
      broken: [.sample("// " + "MARK: - Private")], kept: [.sample("let a = \"// MARK:\"")]
    ) { $0.contains("MARK:") },
    .line(
      "what is left to do is done, or an issue", in: .everything, at: \.comments,
      broken: ["TO" + "DO", "FIX" + "ME", "XX" + "X"].map { .sample("// \($0): later") },
      kept: [.sample("// mktemp XXXXXX"), .sample("let a = \"TO\" + \"DO\"")]
    ) { line in ["TO" + "DO", "FIX" + "ME", "XX" + "X"].contains { line.containsWord($0) } },
    .line(
      "no path of one machine", in: .everything, at: \.uncommented,
      broken: ["wo" + "rk/main", "ho" + "me/ann/a", "ro" + "ot/a"].map {
        SourceFile("docs/a.md", "See /\($0).")
      },
      kept: [SourceFile("docs/a.md", "See /var/lib/wavespool and net/work/a.")]
    ) { line in
      ["wo" + "rk/", "ho" + "me/", "ro" + "ot/"].contains { folder in
        line.ranges(of: "/" + folder).contains { range in
          range.lowerBound == line.startIndex
            || " \"'`(=:".contains(line[line.index(before: range.lowerBound)])
        }
      }
    },
    Rule(
      says: "a script stops at its first error", place: .scripts,
      broken: [SourceFile("scripts/a", "#!/usr/bin/env bash\ncd /\n")],
      kept: [SourceFile("scripts/a", "#!/usr/bin/env bash\n# Why.\nset -euo pipefail\n")]
    ) { file in
      file.text.hasPrefix("#!") && !file.code.contains("set -euo pipefail")
        ? [(1, "without set -euo pipefail")] : []
    },
    Rule(
      says: "SQL says what it is for", place: .sql,
      broken: [SourceFile("migrations/v0001_a.sql", "CREATE TABLE a (b);\n")],
      kept: [SourceFile("migrations/v0001_a.sql", "-- What is waited for.\nCREATE TABLE a (b);\n")]
    ) { $0.text.hasPrefix("--") ? [] : [(1, "starts without a comment")] },
  ]
}
