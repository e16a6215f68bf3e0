import { isError } from "../../model/finding.js";
import { parseInstant } from "../../model/instant.js";
import { findingLine } from "../../render/findings.js";
import { timelineText } from "../../render/timeline.js";
import { trace } from "../../run/trace.js";
import { connectHere } from "../connect.js";
import { type Ending, end, UsageError } from "../ending.js";
import type { Shared } from "../main.js";

export async function audit(
  shared: Shared,
  options: { readonly at?: string; readonly verify?: boolean },
): Promise<Ending> {
  const at = options.at === undefined ? undefined : parseInstant(options.at);
  if (options.at !== undefined && at === undefined) {
    throw new UsageError(`--at takes an instant as 2026-11-22T18:00:00Z, not ${options.at}`);
  }
  const { context, now } = await connectHere(shared);
  const { entries, findings } = await trace(context, now, {
    verify: options.verify === true,
    ...(at === undefined ? {} : { at }),
  });
  const proof = options.verify && findings.length === 0 ? ["Every grant came through an approved pull request."] : [];
  const text = [timelineText(entries), ...findings.map(findingLine), ...proof].join("\n");
  return end(shared.json === true, { entries, findings }, text, !findings.some(isError));
}
