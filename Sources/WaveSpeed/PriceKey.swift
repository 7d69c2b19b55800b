package import JSON

extension Model {
  /// The inputs that can matter to the price, in one spelling: two jobs with the same have the same
  /// price. Pictures, seeds and free text (a prompt) do not count; numbers, choices and switches do.
  package func priceKey(for input: JSON.Object) -> String {
    let matters = input.members.filter { member in
      guard let declared = self[input: member.key] else { return false }
      if declared.picture != nil || member.key == "seed" { return false }
      return declared.kind != .text || !declared.choices.isEmpty
    }
    return JSON.Object(matters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }).text
  }
}
