internal import CCurl
import Glibc

extension Transfer {
  /// What an ended transfer amounts to.
  func ending(_ result: CURLcode) -> Ending {
    // A callback that stopped the transfer knows better than libcurl, which only knows that.
    if progress.isTooLarge || result == CURLE_FILESIZE_EXCEEDED {
      return failed(.tooLarge, "the reply of \(host) is larger than allowed")
    }
    if progress.fileError != 0 {
      return failed(.file, "the file of this exchange failed: \(words(for: progress.fileError))")
    }
    guard result == CURLE_OK else { return failure(result) }
    // libcurl reports a reply that is cut inside its headers as a success with an empty body.
    guard progress.headersEnded else { return cut }
    return .replied(
      Reply(
        status: progress.status, headers: progress.headers, body: progress.body,
        bodyBytes: progress.bodyBytes))
  }

  /// What had come of a reply that did not come whole.
  func cutReply(_ result: CURLcode) -> Reply? {
    guard result != CURLE_OK, progress.headersEnded else { return nil }
    return Reply(
      status: progress.status, headers: progress.headers, body: [], bodyBytes: progress.bodyBytes)
  }

  private func failure(_ result: CURLcode) -> Ending {
    switch result {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      failed(.resolve, "no address found: \(detail(result))")
    case CURLE_COULDNT_CONNECT, CURLE_ABORTED_BY_CALLBACK:
      progress.hasRefusedAddress
        ? failed(.refusedAddress, "\(host) is not on the public internet")
        : failed(.connect, "no connection to \(host): \(detail(result))")
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
      failed(.tls, "no trusted connection to \(host): \(detail(result))")
    case CURLE_OPERATION_TIMEDOUT:
      failed(
        .timeout,
        progress.requestLeft
          ? "\(host) did not answer in time" : "no connection to \(host) in time")
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2,
      CURLE_HTTP2_STREAM:
      refusedByProxy ?? cut
    default: failed(.other, "the exchange with \(host) failed: \(detail(result))")
    }
  }

  private var cut: Ending {
    failed(.cut, "the connection to \(host) ended before the reply was complete")
  }

  /// To libcurl a refused CONNECT is a reply that could not be received.
  private var refusedByProxy: Ending? {
    var status = 0
    // SAFETY: this piece of information is a long, and 0 where no proxy has answered.
    unsafe wavespool_curl_get_long(easy.handle, CURLINFO_HTTP_CONNECTCODE, &status)
    guard !progress.requestLeft, status >= 300 else { return nil }
    return failed(.connect, "the proxy refused the connection to \(host) (HTTP \(status))")
  }

  private var host: String { origin?.host ?? "the server" }

  /// libcurl's own words, but only from before the request left: later ones may quote a header.
  private func detail(_ result: CURLcode) -> String {
    let own = progress.requestLeft ? "" : libcurlWords
    // SAFETY: a static text for every code.
    return own.isEmpty ? unsafe String(cString: curl_easy_strerror(result)) : own
  }

  private func failed(_ kind: Failure.Kind, _ message: String) -> Ending {
    .failed(
      Failure(requestMayHaveArrived: progress.requestLeft, kind: kind, message: message))
  }
}

private func words(for error: Int32) -> String {
  // SAFETY: the text is copied before another call could replace it; this is one thread's buffer.
  unsafe String(cString: strerror(error))
}
