extension Duration {
  /// So many times twice as long, up to `most`: how waits grow.
  package func doubled(_ times: Int, atMost most: Duration) -> Duration {
    min(most, self * (1 << min(max(0, times), 30)))
  }
}
