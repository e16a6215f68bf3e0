import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { expire as endedOf } from "../../run/expire.js";
import { connectHere } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";
import { checkAll, pullJson, pullText, wasDone } from "./check-pulls.js";

/** Opens what is missing; then judges all that is open, which merges the pull requests that only clear away. */
export async function expire(shared: Shared): Promise<Ending> {
  const { context, now } = await connectHere(shared);
  const { pulls: opened, findings } = await endedOf(context, now);
  const pulls = await checkAll(context, now);
  const lines = [
    ...findings.map(findingLine),
    ...opened.map((pull) => `#${pull} takes out what has ended.`),
    ...pulls.map(pullText),
  ];
  const text = lines.length === 0 ? "Nothing has ended, and nothing is open." : lines.join("\n");
  // What is denied is its author's to put right: no failure of this run.
  const fine = pulls.every(wasDone) && !findings.some(isError);
  return end(shared.json === true, { opened, pulls: pulls.map(pullJson), findings }, text, fine);
}
