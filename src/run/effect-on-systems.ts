import { changedNeeds } from "../core/changed-needs.js";
import { crowded } from "../core/crowded.js";
import { whyOffboarded } from "../core/desire.js";
import { givenBy } from "../core/given-by.js";
import type { StandingGrant } from "../core/standing-grants.js";
import type { Access } from "../model/access.js";
import type { Crowded, Effect, RefusedAccess } from "../model/effect.js";
import type { Excess } from "../model/excess.js";
import type { Instant } from "../model/instant.js";
import { systemOf, type What } from "../model/what.js";
import type { Context } from "./context.js";
import { countGrants } from "./count-room.js";
import { needsOf } from "./examine.js";

interface Standing {
  readonly grants: readonly StandingGrant[];
  /** As it stands for what is held. */
  readonly before: Access;
  readonly after: Access;
  readonly now: Instant;
}

/**
 * What the systems would not take of what stands, and what Curfew itself must be allowed there; no system is asked. It would
 * otherwise show when it fails, after everybody has approved.
 */
export async function effectOnSystems(
  context: Context,
  of: Standing,
): Promise<Pick<Effect, "refused" | "crowded" | "needs">> {
  const { kind } = context.providers;
  const { grants, before, after } = of;
  const needs = changedNeeds(
    await needsOf([...before.systems.values()], kind),
    await needsOf([...after.systems.values()], kind),
  );
  const whats = [...new Set(grants.map(({ what }) => what))].filter((what) => givesElse(what, before, after));
  // Most changes are of people and policies, and many grants may stand.
  if (whats.length === 0) return { refused: [], crowded: [], needs };
  const changed = grants.filter(({ what }) => whats.includes(what));
  return {
    refused: await refusedOf(context, { ...of, grants: changed }),
    crowded: await crowdedBy(context, of),
    needs,
  };
}

function givesElse(what: What, before: Access, after: Access): boolean {
  const name = systemOf(what);
  return givenBy(what, before.systems.get(name)) !== givenBy(what, after.systems.get(name));
}

async function crowdedBy(
  { providers }: Context,
  { grants, before, after, now }: Standing,
): Promise<readonly Crowded[]> {
  const was = await countGrants(providers, grants, before);
  return crowded(was, await countGrants(providers, grants, after), now);
}

async function refusedOf(context: Context, { grants, before, after }: Standing): Promise<readonly RefusedAccess[]> {
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
