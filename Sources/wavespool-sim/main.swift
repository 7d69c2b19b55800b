import Glibc

/// Exit codes are those of the other two programs: 2 for a usage error, 1 for what the world did.
func run() -> Int32 {
  do {
    guard let options = try Options.read(Array(CommandLine.arguments.dropFirst())) else {
      print(Options.help)
      return 0
    }
    let signals = try StopSignals()
    let place = Place()
    let server = try Server(port: options.port) { request in
      place.simulator?.answer(request) ?? .refusal(503, "not ready yet")
    }
    place.simulator = Simulator(options: options, port: server.port)
    try announce(server.port, file: options.portFile)
    server.run(until: signals.descriptor)
    return 0
  } catch let error as SpecError {
    complain(error.message)
    return 2
  } catch let error as ServerError {
    complain(error.message)
    return 1
  } catch {
    complain("\(error)")
    return 1
  }
}

/// The simulator needs the port, which is known once the server listens.
private final class Place {
  var simulator: Simulator?
}

private func announce(_ port: UInt16, file: String?) throws(ServerError) {
  if let file { try replaceFile(file, with: "\(port)\n") }
  say("wavespool-sim listening on http://127.0.0.1:\(port)\n", to: STDOUT_FILENO)
}

private func complain(_ message: String) {
  say("wavespool-sim: \(message)\n", to: STDERR_FILENO)
}

exit(run())
