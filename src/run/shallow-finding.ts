import { type Finding, finding } from "../model/finding.js";
import { HistoryTooShort } from "../ports/failure.js";

/** What is said where the clone is too shallow to answer; whatever else went wrong is thrown again. */
export function shallowFinding(thrown: unknown): Finding {
  if (!(thrown instanceof HistoryTooShort)) throw thrown;
  return finding("history-shallow", {}, { commit: thrown.commit });
}
