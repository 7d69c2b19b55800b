import Glibc
import HTTP
import TestSupport

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

  private let directory: TemporaryDirectory
  private let server: Program
  private let port: Int

  init(_ kind: Kind = .http1) throws {
    let path = ["PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"]
    directory = try TemporaryDirectory()
    let making = try Program.run(
      "/bin/sh", ["-ec", makeCertificates, "sh", directory.path], environment: path)
    guard making.status == .exited(0) else { throw Impossible(why: making.stderr) }
    server = try Program(
      "/usr/bin/env", ["python3", "-c", serverProgram, directory.path, kind.rawValue],
      environment: path)
    let line = try server.readLine()
    guard let port = Int(line) else { throw Impossible(why: line) }
    self.port = port
  }

  func url(_ host: String) -> String { "https://\(host):\(port)/" }

  /// A client that finds every host of `example` at this server and believes its authority.
  func client() -> Client { client(trusting: directory.file("ca.pem")) }

  func client(trusting bundle: String?) -> Client {
    Client.forTests(
      pinnedNames: ["api.example:\(port):127.0.0.1", "other.example:\(port):127.0.0.1"],
      certificateBundle: bundle)
  }

  struct Impossible: Error {
    let why: String
  }
}

private let makeCertificates = """
  cd "$1"
  make() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "$@"
  }
  make -keyout ca.key -out ca.pem -subj "/CN=an authority for a test"
  make -keyout server.key -out server.pem -subj "/CN=api.example" -CA ca.pem -CAkey ca.key \
    -addext "subjectAltName=DNS:api.example" -addext "basicConstraints=critical,CA:FALSE"
  """

/// HTTP/1.1, and just enough of HTTP/2 to answer every stream: 0x88 is ":status: 200" in HPACK.
private let serverProgram = """
  import signal, socket, ssl, sys, threading

  signal.alarm(600)  # should the test die without ending this
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

  listener = socket.create_server(("127.0.0.1", 0))
  print(listener.getsockname()[1], flush=True)
  number = 0
  while True:
      plain, _ = listener.accept()
      threading.Thread(target=serve, args=(plain, number), daemon=True).start()
      number += 1
  """
