import TestSupport
import Testing

@Suite struct `An input that is missing` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `is asked for at a terminal`() throws {
    let person = try AtTerminal(
      queue, "enqueue", "veo2-i2v", "image=https://example.com/a.jpg", "duration=6s")
    try person.see("How the image should be animated.")
    try person.see("prompt: ")
    person.type("A cat at sea.\n")

    #expect(try person.end() == 0)
    #expect(
      try queue.text("SELECT input FROM jobs")
        == #"{"image":"https://example.com/a.jpg","duration":"6s","prompt":"A cat at sea."}"#)
  }

  @Test func `is asked for again where the answer is no good`() throws {
    let person = try AtTerminal(queue, "enqueue", "kissing-pro")
    try person.see("image: ")
    person.type("nonsense\n")
    try person.see("neither a web address nor a data: URI")
    person.type("https://example.com/b.jpg\n")

    #expect(try person.end() == 0)
    #expect(try queue.text("SELECT input ->> 'image' FROM jobs") == "https://example.com/b.jpg")
  }

  @Test func `may be a picture of this machine`() throws {
    let person = try AtTerminal(queue, "enqueue", "kissing-pro")
    try person.see("image: ")
    person.type("@/nowhere/a.png\n")

    #expect(try person.end() == 2)
    #expect(person.shown.contains("/nowhere/a.png cannot be read"))
    #expect(try queue.number("SELECT count(*) FROM jobs") == 0)
  }

  @Test func `is still missing when what is typed is no UTF-8`() throws {
    let person = try AtTerminal(
      queue, "enqueue", "veo2-i2v", "image=https://example.com/a.jpg", "duration=6s")
    try person.see("prompt: ")
    person.type([0x63, 0x61, 0x66, 0xE9, 0x0A])

    #expect(try person.end() == 2)
    #expect(person.shown.contains("prompt is missing"))
    #expect(try queue.number("SELECT count(*) FROM jobs") == 0)
  }

  @Test(arguments: ["\n", "\u{4}"])
  func `is still missing when nothing is answered`(answer: String) throws {
    let person = try AtTerminal(queue, "enqueue", "kissing-pro")
    try person.see("image: ")
    person.type(answer)

    #expect(try person.end() == 2)
    #expect(person.shown.contains("image is missing"))
    #expect(try queue.number("SELECT count(*) FROM jobs") == 0)
  }

  @Test(arguments: [["--json"], ["--quiet"], ["imagine=1"], ["--input", "/dev/null"]])
  func `is not asked for where that would not help`(words: [String]) throws {
    let person = try AtTerminal(queue, words: ["enqueue", "kissing-pro"] + words)

    #expect(try person.end() == 2)
    #expect(!person.shown.contains("image: "))
  }

  @Test(arguments: ["<", ">"])
  func `is never asked for when stdin or stdout is no terminal`(direction: String) throws {
    let person = try AtTerminal(
      queue, words: ["enqueue", "kissing-pro"], redirecting: "\(direction) /dev/null")

    #expect(try person.end() == 2)
    #expect(person.shown.contains("image is missing"))
    #expect(!person.shown.contains("image: "))
  }
}
