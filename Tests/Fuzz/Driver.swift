import Glibc

// What libFuzzer calls. Its own `main` comes with `-sanitize=fuzzer`: see scripts/fuzz.

/// The one of this process: `FUZZ_TARGET=json fuzz FOLDER…`
private let target: FuzzTarget = {
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    print("FUZZ_TARGET is one of \(FuzzTarget.all.map(\.name).joined(separator: " "))")
    exit(2)
  }
  return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    try target.take(Array(UnsafeBufferPointer(start: bytes, count: count)))
  } catch {
    fatalError("broken promise: \(error)")
  }
  return 0
}
