import Testing

@Suite struct `The rules of the house` {
  static let rules = Rule.code + Rule.promises + Rule.shape + Rule.arrows

  @Test(arguments: rules)
  func `the repository keeps every rule`(rule: Rule) {
    #expect(Repository.files.flatMap(rule.check) == [])
  }

  @Test(arguments: rules)
  func `every rule finds what breaks it`(rule: Rule) {
    #expect(!rule.broken.isEmpty)
    for sample in rule.broken {
      #expect(!rule.check(sample).isEmpty, "passed over: \(sample.path) \(sample.text)")
    }
  }

  @Test(arguments: rules)
  func `every rule passes over what keeps it`(rule: Rule) {
    for sample in rule.kept { #expect(rule.check(sample) == []) }
  }
}
