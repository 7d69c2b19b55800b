import Terminal

let console = Console.standard(program: Wavespool.program.name)

do throws(UsageError) {
  switch try Wavespool.program.parse(Array(CommandLine.arguments.dropFirst())) {
  case .help(let request):
    Help(Wavespool.program, request.path).write(to: console.out)
    console.exit(0)
  case .version:
    console.out.line("\(Wavespool.program.name) \(Wavespool.program.version)")
    console.exit(0)
  case .run(let invocation):
    let name = ([Wavespool.program.name] + invocation.path).joined(separator: " ")
    console.err.line("\(name): not built yet")
    console.exit(1)
  }
} catch {
  console.report(error, from: Wavespool.program)
  console.exit(2)
}
