import { markdown, prose, say } from "./sentence.js";

/** What it becomes once that holds no more. */
export function noLongerUnmergedComment(merged: boolean): string {
  return merged
    ? "GitHub did not merge this when Curfew first asked it to. It is merged now."
    : "GitHub did not merge this while it was allowed. How it stands now is said in the comment about the request.";
}

/** Below a request that is allowed and that GitHub would not merge: whoever waits sees nothing happen, and asks why. */
export function unmergedComment(message: string): string {
  // Which call it was is for the log.
  const reason = message.replace(/^.*GitHub answered \d{3}: /, "");
  return [
    "### ⚠️ Allowed, but GitHub did not merge it",
    markdown(
      say`GitHub says: ${prose(reason)}. Nothing is granted until it is merged. Curfew tries again whenever something changes here, and every few minutes.`,
    ),
  ].join("\n\n");
}
