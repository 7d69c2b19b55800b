import Glibc
import HTTP

/// A TLS server in a child process, with a certificate for `api.example` by an authority made for
/// it. Its replies say which protocol they came by, and on which of its connections.
///
/// It needs `openssl` and `python3`, and ends with this value.
final class TLSServer {
  enum Kind: String {
    case http1
    case http2
    case outdated
  }

  private let directory: String
  private let child: Child
  private let port: Int

  init(_ kind: Kind = .http1) throws {
    directory = try temporaryDirectory()
    let certificates = try Child("/bin/sh", "-ec", makeCertificates, "sh", directory)
    guard certificates.waitForExit() == 0 else { throw Impossible(what: "openssl") }
    child = try Child(
      "/usr/bin/env", "python3", "-c", serverProgram, directory, kind.rawValue)
    guard let port = child.readLine().flatMap({ Int($0) }) else {
      throw Impossible(what: "python3")
    }
    self.port = port
  }

  deinit {
    for file in ["ca.key", "ca.pem", "server.key", "server.pem"] { unlink("\(directory)/\(file)") }
    rmdir(directory)
  }

  func url(_ host: String) -> String { "https://\(host):\(port)/" }

  /// A client that finds every host of `example` at this server and believes its authority.
  func client() -> Client { client(trusting: "\(directory)/ca.pem") }

  func client(trusting bundle: String?) -> Client {
    Client.forTests(
      pinnedNames: ["api.example:\(port):127.0.0.1", "other.example:\(port):127.0.0.1"],
      certificateBundle: bundle)
  }

  struct Impossible: Error {
    let what: String
  }
}

private func temporaryDirectory() throws -> String {
  var template = Array("/tmp/wavespool-tls-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw TLSServer.Impossible(what: "mkdtemp") }
  return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

private let makeCertificates = """
  cd "$1"
  make() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "$@" 2>/dev/null
  }
  make -keyout ca.key -out ca.pem -subj "/CN=an authority for a test"
  make -keyout server.key -out server.pem -subj "/CN=api.example" -CA ca.pem -CAkey ca.key \
    -addext "subjectAltName=DNS:api.example" -addext "basicConstraints=critical,CA:FALSE"
  """

/// HTTP/1.1, and just enough of HTTP/2 to answer every stream: 0x88 is ":status: 200" in HPACK.
private let serverProgram = """
  import os, socket, ssl, sys, threading

  os.closerange(3, 1024)  # what other tests have open is none of ours
  directory, kind = sys.argv[1:]
  tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
  if kind == "outdated":
      tls.set_ciphers("ALL:@SECLEVEL=0")
      tls.minimum_version = ssl.TLSVersion.TLSv1
      tls.maximum_version = ssl.TLSVersion.TLSv1_1
  tls.load_cert_chain(directory + "/server.pem", directory + "/server.key")
  tls.set_alpn_protocols(["h2", "http/1.1"] if kind == "http2" else ["http/1.1"])

  def serve_http1(stream, text):
      while True:
          length, line = 0, stream.readline()
          if not line:
              return
          while line.strip():
              if line.lower().startswith(b"content-length:"):
                  length = int(line.split(b":")[1])
              line = stream.readline()
          stream.read(length)
          body = b"http/1.1 " + text
          stream.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
          stream.flush()

  def serve_http2(stream, text):
      def frame(kind, flags, number, payload):
          head = len(payload).to_bytes(3, "big") + bytes([kind, flags]) + number.to_bytes(4, "big")
          stream.write(head + payload)
          stream.flush()
      stream.read(24)
      frame(4, 0, 0, b"")
      while head := stream.read(9):
          stream.read(int.from_bytes(head[:3], "big"))
          number = int.from_bytes(head[5:], "big")
          if head[3] == 1:
              frame(1, 4, number, b"\\x88")
              frame(0, 1, number, b"h2 " + text)
          elif head[3] == 4 and not head[4] & 1:
              frame(4, 1, 0, b"")

  def serve(plain, number):
      try:
          with tls.wrap_socket(plain, server_side=True) as secure:
              serve = serve_http2 if secure.selected_alpn_protocol() == "h2" else serve_http1
              serve(secure.makefile("rwb"), b"on connection %d" % number)
      except OSError:
          pass

  def accept():
      number = 0
      while True:
          plain, _ = listener.accept()
          threading.Thread(target=serve, args=(plain, number), daemon=True).start()
          number += 1

  listener = socket.create_server(("127.0.0.1", 0))
  threading.Thread(target=accept, daemon=True).start()
  print(listener.getsockname()[1], flush=True)
  sys.stdin.read()  # ends with the test
  """
