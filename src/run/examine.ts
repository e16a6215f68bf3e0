import type { KindSchemas } from "../core/read/system.js";
import { type Finding, finding, isError } from "../model/finding.js";
import { REQUESTS } from "../model/request.js";
import type { System } from "../model/system.js";
import { Failure } from "../ports/failure.js";
import type { Need } from "../ports/provider.js";
import { accessInFiles, type CheckoutFile } from "./access-in-files.js";
import type { Providers } from "./context.js";

/** The systems of an access folder; findings where it cannot be read: then there are none. */
export function systemsIn(
  files: readonly CheckoutFile[],
  kinds: KindSchemas,
): { readonly systems: readonly System[]; readonly findings: readonly Finding[] } {
  const rest = files.filter((file) => !file.path.startsWith(REQUESTS));
  const { systems, findings } = accessInFiles(rest, kinds);
  const errors = findings.filter(isError);
  return errors.length > 0 ? { systems: [], findings: errors } : { systems: [...systems.values()], findings: [] };
}

/** What Curfew itself must be allowed in each system; only of kinds that can say. */
export async function needsOf(
  systems: readonly System[],
  kind: Providers["kind"],
): Promise<readonly (Need & { readonly system: string })[]> {
  const all = await Promise.all(
    systems.map(async (system) =>
      ((await kind(system.kind))?.needs?.(system) ?? []).map((need) => ({ system: system.name, ...need })),
    ),
  );
  return all.flat();
}

/** Asks each system whether it can be reached and allows what is needed. Changes nothing. */
export async function examineSystems(systems: readonly System[], open: Providers["open"]): Promise<readonly Finding[]> {
  const all = await Promise.all(
    systems.map(async (system): Promise<readonly Finding[]> => {
      try {
        return await (await open(system)).examine();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return [finding("system-unobserved", {}, { system: system.name, error: error.message })];
      }
    }),
  );
  return all.flat();
}
