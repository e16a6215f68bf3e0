import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { expire as endedOf } from "../../run/expire.js";
import { connectHere } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";
import { checkAll, checkedText } from "./check-pulls.js";

/** Opens what is missing; then judges all that is open, which merges the pull requests that only clear away. */
export async function expire(shared: Shared): Promise<Ending> {
  const { context, now } = await connectHere(shared);
  const { pulls: opened, findings } = await endedOf(context, now);
  const checked = await checkAll(context, now);
  const text = [
    ...findings.map(findingLine),
    ...opened.map((pull) => `Open: #${pull} takes out what has ended.`),
    ...checked.map(checkedText),
  ];
  return end(shared.json, { opened, checked, findings }, text.join("\n"), !findings.some(isError));
}
