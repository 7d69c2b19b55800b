/// Where a `Location` leads from `url`, by the rules of RFC 3986 as far as servers use them. Whether
/// one may go there is for the request to say.
package func redirected(from url: String, to location: String) -> String? {
  guard !location.isEmpty, !location.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
    return nil
  }
  let target = location.prefix { $0 != "#" }
  // A colon makes a scheme before the first of these only: signed links have addresses in their query.
  if target.prefix(while: { !"/?".contains($0) }).contains(":") { return String(target) }
  guard let schemeEnd = url.firstRange(of: "://") else { return nil }
  if target.hasPrefix("//") { return "\(url[..<schemeEnd.lowerBound]):\(target)" }
  let afterScheme = url[schemeEnd.upperBound...]
  let authorityEnd =
    afterScheme.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? afterScheme.endIndex
  let origin = url[..<authorityEnd]
  if target.hasPrefix("/") { return "\(origin)\(target)" }
  let path = url[authorityEnd...].prefix { $0 != "?" && $0 != "#" }
  if target.hasPrefix("?") { return "\(origin)\(path.isEmpty ? "/" : path)\(target)" }
  let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
  return "\(origin)\(folder)\(target)"
}
