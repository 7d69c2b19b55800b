import JSON
import Spool

// Lists as a statement takes them: `IN (SELECT value FROM json_each(:jobs))`.

func jsonList(_ jobs: some Collection<JobID>) -> String {
  "[" + jobs.map { "\($0.number)" }.joined(separator: ",") + "]"
}

func jsonList(_ models: [ModelName]) -> String {
  JSON.array(models.map { .string($0.text) }).text
}
