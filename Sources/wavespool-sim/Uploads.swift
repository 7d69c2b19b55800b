/// Pictures that were uploaded, and tickets for those that may come. Beyond 512 MB the oldest go.
struct Uploads {
  struct Ticket {
    let name: String
    let fileName: String
    let size: Int
    let contentType: String
    let token: String
    let expiresAt: Int64
  }

  struct File {
    let contentType: String
    let bytes: [UInt8]
  }

  private(set) var tickets: [String: Ticket] = [:]
  private var files: [String: File] = [:]
  private var order: [String] = []
  private var total = 0

  mutating func expect(_ ticket: Ticket) {
    tickets[ticket.name] = ticket
  }

  mutating func keep(_ file: File, as name: String) {
    tickets[name] = nil
    files[name] = file
    order.append(name)
    total += file.bytes.count
    while total > 512 << 20, order.count > 1 {
      total -= files.removeValue(forKey: order.removeFirst())?.bytes.count ?? 0
    }
  }

  func file(_ name: String) -> File? { files[name] }
}
