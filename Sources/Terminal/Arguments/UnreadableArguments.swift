/// Throws where this program was started with a word that is no UTF-8.
///
/// `CommandLine.arguments` turns what it cannot read into U+FFFD: another file would be opened than
/// was named, and another prompt paid for than was typed.
package func refuseUnreadableArguments() throws(UsageError) {
  let words = CommandLine.arguments
  for place in words.indices.dropFirst() {
    // SAFETY: there are as many C strings as words, and nothing in our programs changes them.
    guard let word = unsafe CommandLine.unsafeArgv[place],
      unsafe String(validatingCString: word) == nil
    else { continue }
    throw UsageError(
      "\(quoted(words[place])) is not valid UTF-8",
      hint: "Type it in a terminal that speaks UTF-8, or convert it with iconv.")
  }
}
