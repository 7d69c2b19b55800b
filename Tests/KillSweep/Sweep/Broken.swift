/// A promise that was not kept: which, to which job, and after which kill.
package struct Broken: Error, CustomStringConvertible {
  let promise: String
  let job: Int64?
  let detail: String
  var kill: (number: Int, Life.Kill)?

  init(_ promise: String, job: Int64? = nil, _ detail: String) {
    self.promise = promise
    self.job = job
    self.detail = detail
  }

  package var description: String {
    let whose = job.map { ", job \($0)" } ?? ""
    let when = kill.map { ", kill \($0.number) (\($0.1))" } ?? ", after the last kill"
    return "broken: \(promise)\(whose)\(when): \(detail)"
  }
}
