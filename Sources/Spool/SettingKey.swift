/// What `config` knows: the keys of the table `settings`, their defaults and what they mean.
package enum SettingKey: String, CaseIterable, Sendable {
  case pollMin = "poll_min"
  case pollMax = "poll_max"
  case uncertainPolicy = "uncertain_policy"
  case unknownPrice = "unknown_price"
  case balanceFloor = "balance_floor"
  case confirmOver = "confirm_over"
  case saveOutputs = "save_outputs"
  case nsfw
  case diskFloor = "disk_floor"
  case largestOutput = "largest_output"
  case keepCompleted = "keep_completed"
  case keepFailed = "keep_failed"
  case keepCancelled = "keep_cancelled"

  package var standard: String {
    switch self {
    case .pollMin: PollPolicy.standard.floor.text
    case .pollMax: PollPolicy.standard.ceiling.text
    case .uncertainPolicy: UncertainPolicy.hold.rawValue
    case .unknownPrice: UnknownPricePolicy.hold.rawValue
    case .balanceFloor: "0"
    case .confirmOver: "10"
    case .saveOutputs: "on"
    case .nsfw: SavingPolicy().nsfw.rawValue
    case .diskFloor: SavingPolicy().diskFloor.text
    case .largestOutput: SavingPolicy().largest.text
    case .keepCompleted: KeepingPolicy().completed.text
    case .keepFailed: KeepingPolicy().failed.text
    case .keepCancelled: KeepingPolicy().cancelled.text
    }
  }

  package var meaning: String {
    switch self {
    case .pollMin:
      "a prediction is never polled sooner than this after the last time; 0 for no floor"
    case .pollMax: "a prediction is polled at least this often"
    case .uncertainPolicy:
      "what becomes of a submission that no search finds: hold it for a person, or resubmit it"
    case .unknownPrice:
      "whether a job of unknown price may be paid while a budget or its own limit watches: hold or allow"
    case .balanceFloor: "nothing is submitted while the account has less than this many dollars"
    case .confirmOver:
      "what may cost more dollars is asked about, or needs --yes; an unknown price counts as one dollar"
    case .saveOutputs: "whether outputs are fetched before the API forgets them: on or off"
    case .nsfw: "what becomes of flagged outputs: save, skip, or quarantine in a closed folder"
    case .diskFloor: "saving pauses while less than this is free on the disk"
    case .largestOutput: "an output larger than this is not saved"
    case .keepCompleted:
      "completed jobs leave the database after this long, or never: forever; saved outputs stay"
    case .keepFailed: "the same for failed jobs"
    case .keepCancelled: "the same for cancelled jobs"
    }
  }

  /// The value in its plainest spelling, or nil when it cannot be one.
  package func normalized(_ text: String) -> String? {
    switch self {
    case .pollMin: Duration(text)?.text
    case .pollMax: Duration(text).flatMap { $0 > .zero && $0 <= longestPollMax ? $0.text : nil }
    case .uncertainPolicy: UncertainPolicy(rawValue: text)?.rawValue
    case .unknownPrice: UnknownPricePolicy(rawValue: text)?.rawValue
    case .balanceFloor, .confirmOver: Money(text: text)?.amountText
    case .saveOutputs: ["on", "off"].contains(text) ? text : nil
    case .nsfw: NSFWPolicy(rawValue: text)?.rawValue
    case .diskFloor: ByteCount(text)?.text
    case .largestOutput: ByteCount(text).flatMap { $0 >= smallestLargestOutput ? $0.text : nil }
    case .keepCompleted, .keepFailed, .keepCancelled: Keeping(text)?.text
    }
  }

  /// What a value must look like, for a person who gave another.
  package var form: String {
    switch self {
    case .pollMin: "a length of time such as 2s, 500ms or 0"
    case .pollMax: "a length of time such as 30s, no longer than a day"
    case .uncertainPolicy: "hold or resubmit"
    case .unknownPrice: "hold or allow"
    case .balanceFloor, .confirmOver: "an amount in dollars such as 5 or 0.50"
    case .saveOutputs: "on or off"
    case .nsfw: "save, skip or quarantine"
    case .diskFloor: "a size such as 500MB or 2GB"
    case .largestOutput: "a size such as 500MB or 2GB, no less than 1KB"
    case .keepCompleted, .keepFailed, .keepCancelled: "a length of time such as 30d, or forever"
    }
  }
}

/// What has completed is there for a week: asked for less often, a paid result may be gone.
private let longestPollMax = Duration.seconds(86_400)

/// No picture and no film is smaller: less is a unit forgotten, and nothing would be saved.
private let smallestLargestOutput = ByteCount(bytes: 1000)
