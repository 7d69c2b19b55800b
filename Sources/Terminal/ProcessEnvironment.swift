import Glibc

/// The environment this process was started with.
package func processEnvironment() -> [String: String] {
  var environment: [String: String] = [:]
  // SAFETY: nothing in our programs changes the environment; the list ends with a null pointer.
  var entry = unsafe environ
  while let text = unsafe entry.pointee {
    let words = unsafe String(cString: text)
    if let equals = words.firstIndex(of: "=") {
      environment[String(words[..<equals])] = String(words[words.index(after: equals)...])
    }
    unsafe entry += 1
  }
  return environment
}
