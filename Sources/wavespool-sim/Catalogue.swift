import JSON

/// The models that the simulator can describe, check and price. Others are accepted all the same.
struct Catalogue {
  struct Model {
    let name: String
    let version: UInt8
    let title: String
    let kind: String
    let required: [String]
    let properties: String

    /// In micro-dollars. Only open-video states a price; the others' are made up.
    let basePrice: Int64
    var hasFlags = true
  }

  static func find(_ name: String) -> Model? { byName[name] }

  static func price(of model: String, _ input: JSON.Object) -> Int64 {
    guard model == openVideo else { return byName[model]?.basePrice ?? 100_000 }
    let perSecond: Int64 =
      switch input["resolution"]?.string {
      case "720p": 40_000
      case "1080p": 60_000
      default: 20_000
      }
    return perSecond * min(20, max(5, input["duration"]?.int ?? 5))
  }

  static let openVideo = "wavespeed-ai/open-video/image-to-video"
  private static let byName = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  private static let image =
    #""image":{"type":"string","description":"URL or Base64 of the first frame"}"#
  private static let prompt =
    #""prompt":{"type":"string","description":"What should happen"}"#

  static let all = [
    Model(
      name: "video-effects/live-memory", version: 3, title: "Live Memory", kind: "video-effects",
      required: ["image"], properties: image, basePrice: 300_000),
    Model(
      name: "wavespeed/kissing-pro", version: 3, title: "Kissing Pro", kind: "video-effects",
      required: ["image"], properties: image, basePrice: 300_000),
    Model(
      name: "vidu/image-to-video-2.0", version: 2, title: "Image to Video 2.0",
      kind: "image-to-video", required: ["image", "prompt"],
      properties: "\(image),\(prompt),"
        + #""duration":{"type":"integer","default":4},"#
        + #""movement_amplitude":{"type":"string","default":"auto"},"#
        + #""seed":{"type":"integer","minimum":-1,"maximum":9999999999}"#,
      basePrice: 200_000),
    Model(
      name: "wavespeed-ai/veo2-i2v", version: 3, title: "Veo2 I2V", kind: "image-to-video",
      required: ["prompt", "image"],
      properties: "\(prompt),\(image),"
        + #""aspect_ratio":{"type":"string","default":"16:9"},"#
        + #""duration":{"type":"string","default":"5s","enum":["5s","6s","7s","8s"]}"#,
      basePrice: 1_250_000),
    Model(
      name: openVideo, version: 3, title: "Open Video Image To Video", kind: "image-to-video",
      required: ["image", "prompt"],
      properties: "\(image),\(prompt),"
        + #""preset":{"type":"string","default":"tuned","enum":["tuned","original"]},"#
        + #""resolution":{"type":"string","default":"480p","enum":["480p","720p","1080p"]},"#
        + #""duration":{"type":"integer","default":5,"minimum":3,"maximum":20},"#
        + #""seed":{"type":"integer","default":-1,"minimum":-1,"maximum":2147483647}"#,
      basePrice: 100_000, hasFlags: false),
  ]
}
