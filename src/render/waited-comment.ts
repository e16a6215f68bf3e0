import { type Duration, formatDuration } from "../model/duration.js";
import type { Instant } from "../model/instant.js";
import type { Standing } from "./judged.js";
import { markdown, say, time } from "./sentence.js";

/** Below a request that was closed because nobody decided it. */
export function waitedComment({
  since,
  standing,
  waits,
}: {
  readonly since: Instant;
  readonly standing: Standing;
  readonly waits: Duration;
}): string {
  const why =
    standing === "denied"
      ? say`It is denied, and nobody has changed it since ${time(since)}.`
      : say`It has waited since ${time(since)}, and not everybody who must approve did.`;
  return [
    `### 🗄️ Closed: undecided for ${inDays(waits)}`,
    `${markdown(why)} Nothing was granted. Still needed? Reopen this pull request: it is judged anew, and may wait ${inDays(waits)} more.`,
  ].join("\n\n");
}

/** `7 days`; what is no whole number of them as it would be written in a file. */
function inDays(seconds: Duration): string {
  const days = seconds / 86_400;
  return Number.isInteger(days) && days > 1 ? `${days} days` : formatDuration(seconds);
}
