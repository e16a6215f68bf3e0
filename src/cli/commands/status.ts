import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { statusText } from "../../render/status.js";
import { status as statusOf } from "../../run/status.js";
import { connectHere } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";

export async function status(shared: Shared): Promise<Ending> {
  const { context, now } = await connectHere(shared);
  const { held, findings } = await statusOf(context, now);
  const text = [...findings.map(findingLine), statusText(held, now)].join("\n");
  return end(shared.json === true, { held, findings }, text, !findings.some(isError));
}
