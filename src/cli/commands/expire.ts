import { expire as endedOf } from "../../run/expire.js";
import { connectHere } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";
import { checkAll, checkedText } from "./check-pulls.js";

/** Opens what is missing; then judges all that is open, which merges the pull requests that only clear away. */
export async function expire(shared: Shared): Promise<Ending> {
  const { context, now } = await connectHere(shared);
  const opened = await endedOf(context, now);
  const checked = await checkAll(context, now);
  const text = [...opened.map((pull) => `Open: #${pull} takes out what has ended.`), ...checked.map(checkedText)];
  return end(shared.json, { opened, checked }, text.join("\n"), true);
}
