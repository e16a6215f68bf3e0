import { changedNeeds } from "../core/changed-needs.js";
import { crowded } from "../core/crowded.js";
import { whyOffboarded } from "../core/desire.js";
import type { StandingGrant } from "../core/standing-grants.js";
import type { Access } from "../model/access.js";
import type { Effect, RefusedAccess } from "../model/effect.js";
import type { Excess } from "../model/excess.js";
import type { Instant } from "../model/instant.js";
import { systemOf } from "../model/what.js";
import type { Context } from "./context.js";
import { countGrants } from "./count-room.js";
import { needsOf } from "./examine.js";

/**
 * What the systems would not take of what stands, and what Curfew itself must be allowed there; no system is asked. It would
 * otherwise show when it fails, after everybody has approved.
 */
export async function effectOnSystems(
  context: Context,
  of: {
    readonly grants: readonly StandingGrant[];
    /** As it stands for what is held. */
    readonly before: Access;
    readonly after: Access;
    readonly now: Instant;
  },
): Promise<Pick<Effect, "refused" | "crowded" | "needs">> {
  const { providers } = context;
  const { grants, before, after, now } = of;
  const [hadNeeds, hasNeeds, wasTaken, isTaken] = await Promise.all([
    needsOf([...before.systems.values()], providers.kind),
    needsOf([...after.systems.values()], providers.kind),
    countGrants(providers, grants, before),
    countGrants(providers, grants, after),
  ]);
  return {
    refused: await refusedOf(context, of),
    crowded: crowded(wasTaken, isTaken, now),
    needs: changedNeeds(hadNeeds, hasNeeds),
  };
}

async function refusedOf(
  context: Context,
  {
    grants,
    before,
    after,
  }: { readonly grants: readonly StandingGrant[]; readonly before: Access; readonly after: Access },
): Promise<readonly RefusedAccess[]> {
  const refused = new Map<string, RefusedAccess>();
  for (const grant of grants) {
    const had = new Set((await excessesOf(context, grant, before)).map(({ part }) => part));
    for (const excess of await excessesOf(context, grant, after)) {
      const { who, what } = grant;
      const key = JSON.stringify([who.toLowerCase(), what, excess.part]);
      if (!had.has(excess.part) && !refused.has(key)) refused.set(key, { who, what, ...excess });
    }
  }
  return [...refused.values()];
}

/** None of what ends. */
async function excessesOf(
  { providers, forge }: Context,
  grant: StandingGrant,
  access: Access,
): Promise<readonly Excess[]> {
  const system = access.systems.get(systemOf(grant.what));
  if (system === undefined || whyOffboarded(grant, grant, access) !== undefined) return [];
  const kind = await providers.kind(system.kind);
  return kind?.excesses?.(system, { ...grant, pulls: [grant.pull] }, forge.repository) ?? [];
}
