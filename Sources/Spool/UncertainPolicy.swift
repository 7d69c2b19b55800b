/// What becomes of an uncertain job whose prediction no search has found.
package enum UncertainPolicy: String, CaseIterable, Sendable {
  /// A person decides.
  case hold

  /// One more paid attempt: the lost one may have been charged too.
  case resubmit
}

/// Whether money may be spent without knowing how much, where a limit watches over it.
package enum UnknownPricePolicy: String, CaseIterable, Sendable {
  /// A person decides.
  case hold

  /// It is submitted, and does not count against the limit.
  case allow
}
