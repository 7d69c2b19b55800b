internal import CCurl

/// One exchange under way: libcurl's handle, what the callbacks need, and what they have seen.
///
/// A transfer is used again and again. `Client` keeps it alive for as long as libcurl knows its
/// address, which is from `prepare` to `recycle`.
@safe final class Transfer {
  let easy = Easy()
  private(set) var id = ExchangeID(0)
  private(set) var origin: Origin?
  private(set) var holdsLane = false
  var progress = Progress()
  var source = Request.Body.bytes([])
  var sink = Request.Sink.memory
  var maximumReplyBytes = 0
  var checksAddresses = false
  private var headers: UnsafeMutablePointer<curl_slist>?
  private let words: UnsafeMutablePointer<CChar>

  /// What the callbacks have seen of this exchange.
  struct Progress {
    /// libcurl was about to send the request, once or more often.
    var requestLeft = false
    var hasRefusedAddress = false

    var status = 0
    var headers = Headers()

    /// The blank line after the headers was seen. Without this, a reply that is cut inside its
    /// headers cannot be told from one with an empty body: libcurl calls both a success.
    var headersEnded = false

    var body: [UInt8] = []
    var bodyBytes = 0
    var sent = 0
    var isTooLarge = false
    var fileError: Int32 = 0
  }

  init() {
    unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    // The handle's own deinit comes after this and may still look at both: take them away first.
    easy.reset()
    unsafe curl_slist_free_all(headers)
    unsafe words.deallocate()
  }

  func prepare(
    _ request: Request, as id: ExchangeID, to origin: Origin, holdsLane: Bool,
    proxy: String?, under rules: HouseRules
  ) throws(Easy.Refused) {
    self.id = id
    self.origin = origin
    self.holdsLane = holdsLane
    progress = Progress()
    source = request.body
    sink = request.sink
    maximumReplyBytes = request.maximumReplyBytes
    // A proxy's own address is the user's choice; the target's is then out of our sight.
    checksAddresses = request.addressPolicy == .publicOnly && proxy == nil
    unsafe words.pointee = 0
    // SAFETY: the slist and the error buffer are ours until `recycle` has reset the handle.
    unsafe headers = headerList(of: request)
    try unsafe easy.set(CURLOPT_HTTPHEADER, pointer: headers)
    try unsafe easy.set(CURLOPT_ERRORBUFFER, pointer: words)
    try easy.setOptions(of: request, to: origin, proxy: proxy, under: rules)
    try installCallbacks()
  }

  /// Lets go of everything the exchange needed. libcurl must have let go of the handle.
  func recycle() {
    easy.reset()
    unsafe curl_slist_free_all(headers)
    unsafe headers = nil
    progress = Progress()
    source = .bytes([])
  }

  /// libcurl's own words about a failure, empty when it had none.
  var libcurlWords: String { unsafe String(cString: words) }

  var elapsed: Duration {
    var microseconds: curl_off_t = 0
    // SAFETY: this piece of information is a curl_off_t.
    unsafe wavespool_curl_get_size(easy.handle, CURLINFO_TOTAL_TIME_T, &microseconds)
    return .microseconds(microseconds)
  }
}
