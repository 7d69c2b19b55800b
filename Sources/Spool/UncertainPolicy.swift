/// What becomes of an uncertain job whose prediction no search has found.
package enum UncertainPolicy: String, CaseIterable, Sendable {
  /// A person decides.
  case hold

  /// One more paid attempt: the lost one may have been charged too.
  case resubmit
}
