extension Catalog {
  /// The models that every installation knows: the files in `Models/`.
  package static let builtIn = Catalog(
    [
      PackageResources.kissing_pro_json,
      PackageResources.live_memory_json,
      PackageResources.open_video_json,
      PackageResources.veo2_i2v_json,
      PackageResources.vidu_image_to_video_json,
    ].flatMap { file in
      do {
        return try Model.all(in: file)
      } catch {
        preconditionFailure("a built-in model cannot be read: \(error)")
      }
    })
}
