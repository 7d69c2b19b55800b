import Terminal

let console = Console.standard(program: Wavespool.program.name)
let words = Array(CommandLine.arguments.dropFirst())

if let page = Manuals.asked(words) {
  console.out.write(page)
  console.exit(0)
}

do throws(CommandFailure) {
  do throws(UsageError) { try refuseUnreadableArguments() } catch { throw CommandFailure(error) }
  console.exit(try Wavespool.run(words, on: console).rawValue)
} catch {
  console.report(error, asJSON: words.prefix { $0 != "--" }.contains("--json"))
  console.exit(error.exitCode.rawValue)
}
