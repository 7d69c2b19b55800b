import JSON

/// Tags as the column holds them.
func jsonArray(_ tags: [String]) -> String {
  tags.isEmpty ? "[]" : JSON.array(tags.map { .string($0) }).text
}
