import Testing

@Suite struct `Swift source taken apart` {
  @Test func `comments and the insides of strings are no code`() {
    let text = SwiftText(#"let a = "b // c" /* d /* e */ f */ + g  // h "i""#)

    #expect(text.code == #"let a = "      "                   + g          "#)
    #expect(text.comments == #"                 /* d /* e */ f */      // h "i""#)
  }

  @Test func `what is interpolated is code`() {
    #expect(SwiftText(#""a \(b("c")) d""#).code == #""    b(" ")   ""#)
    #expect(SwiftText(##"#"a \(b) \#(c)"#"##).code == ##"#"          c "#"##)
  }

  @Test func `an escaped quotation mark closes nothing`() {
    #expect(SwiftText(#""a\"b" c"#).code == #""    " c"#)
    #expect(SwiftText("\"\"\"\na \"b\" c\n\"\"\" d").code == "\"\"\"\n       \n\"\"\" d")
  }

  @Test func `a name in backticks may contain anything`() {
    let text = SwiftText("func `it's \"a\" // name`() {}")

    #expect(text.code == "func `                `() {}")
    #expect(text.uncommented == "func `it's \"a\" // name`() {}")
  }
}
