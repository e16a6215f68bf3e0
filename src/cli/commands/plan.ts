import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { planText } from "../../render/plan.js";
import { prepare } from "../../run/prepare.js";
import { connectHere } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";

export async function plan(shared: Shared): Promise<Ending> {
  const { context, now } = await connectHere(shared);
  const { systems, findings } = await prepare(context, now, { allowMassRevoke: false });
  const observed = systems.flatMap((system) => (system.kind === "observed" ? [system] : []));
  const changes = observed.flatMap((system) => system.plan.changes);
  const heldBack = observed.flatMap((system) => system.heldBack);
  const text = [...findings.map(findingLine), planText({ changes, heldBack, now })].join("\n");
  return end(shared.json === true, { changes, heldBack, findings }, text, !findings.some(isError));
}
