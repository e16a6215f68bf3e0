import type { Instant } from "../model/instant.js";
import { bringAbout, type Reconciliation } from "./bring-about.js";
import type { Context } from "./context.js";
import type { Limits } from "./prepare-system.js";
import { tellPeople } from "./tell-people.js";

/** Makes what is held what git says should be held, and tells people of it. */
export async function reconcile(
  context: Context,
  now: Instant,
  options: Limits = { allowMassRevoke: false },
): Promise<Reconciliation> {
  const run = await bringAbout(context, now, options);
  const told = await tellPeople(context, run);
  return { ...run, findings: [...run.findings, ...told.findings], retry: run.retry || told.retry };
}
