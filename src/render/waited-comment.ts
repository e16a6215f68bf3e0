import type { Instant } from "../model/instant.js";
import type { Standing } from "./judged.js";
import { markdown, say, time } from "./sentence.js";

/** Below a request that was closed because nobody decided it. */
export function waitedComment({ since, standing }: { readonly since: Instant; readonly standing: Standing }): string {
  const why =
    standing === "denied"
      ? say`It is denied, and nobody has changed it since ${time(since)}.`
      : say`It has waited since ${time(since)}, and not everybody who must approve did.`;
  return [
    "### 🗄️ Closed: undecided for 7 days",
    `${markdown(why)} Nothing was granted. Still needed? Reopen this pull request: it is judged anew, and may wait 7 days more.`,
  ].join("\n\n");
}
