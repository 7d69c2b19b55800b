package import SQLite
package import Spool

// How the queue's values are spelled in the database.

extension Status: Bindable {}
extension Outcome: Bindable {}
extension EventKind: Bindable {}
extension Actor: Bindable {}
extension WaitReason: Bindable {}
extension Pause.Reason: Bindable {}

extension JobID: Bindable {
  package func bind(to binder: inout Binder) { binder.integer(number) }
}

extension PredictionID: Bindable {
  package func bind(to binder: inout Binder) { binder.text(text) }
}

extension ModelName: Bindable {
  package func bind(to binder: inout Binder) { binder.text(text) }
}

extension Scope: Bindable {
  package func bind(to binder: inout Binder) { binder.text(text) }
}

extension Timestamp: Bindable {
  package func bind(to binder: inout Binder) { binder.text(sqlText) }
}

extension Money: Bindable {
  package func bind(to binder: inout Binder) { binder.double(dollars) }
}

extension Row {
  package func jobID(_ column: Int) -> JobID { JobID(int64(column)) }
  package func model(_ column: Int) -> ModelName { ModelName(text(column)) }

  package func optionalTime(_ column: Int) -> Timestamp? {
    optionalText(column).flatMap { Timestamp($0) }
  }

  package func optionalMoney(_ column: Int) -> Money? {
    optionalDouble(column).flatMap { Money(dollars: $0) }
  }

  package func optionalPrediction(_ column: Int) -> PredictionID? {
    optionalText(column).map { PredictionID($0) }
  }
}
