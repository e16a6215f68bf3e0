import type { Held } from "../model/binding.js";
import type { Instant } from "../model/instant.js";
import type { Context } from "./context.js";
import { type Prepared, prepare } from "./prepare.js";

export interface Status {
  readonly held: readonly Held[];
  readonly findings: Prepared["findings"];
}

/** Who holds what now, as the providers say, and what stands between that and what git says. */
export async function status(context: Context, now: Instant): Promise<Status> {
  const { systems, findings } = await prepare(context, now, { allowMassRevoke: false });
  return { held: systems.flatMap((system) => (system.kind === "observed" ? system.observed.held : [])), findings };
}
