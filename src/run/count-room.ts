import { askedBindings } from "../core/asked-bindings.js";
import { whyOffboarded } from "../core/desire.js";
import { type AskedCounted, type Counted, roomFindings } from "../core/room-findings.js";
import { type StandingGrant, standingGrants } from "../core/standing-grants.js";
import type { Access } from "../model/access.js";
import { type Binding, pairOf } from "../model/binding.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { Request } from "../model/request.js";
import type { System } from "../model/system.js";
import { systemOf } from "../model/what.js";
import type { Context, Providers } from "./context.js";
import type { Standing } from "./judge-standing.js";

/**
 * What would be one too many for its system, though everybody approved it. No system is asked: what we would hold for others
 * at the same time is known from git. Merges that cannot be judged now are not counted; nothing is read where no kind counts.
 */
export async function countRoom(
  { providers }: Pick<Context, "providers">,
  of: {
    readonly requests: readonly Request[];
    readonly access: Access;
    readonly now: Instant;
    readonly standing: () => Promise<Standing>;
  },
): Promise<readonly Finding[]> {
  const { requests, access, now } = of;
  const asked: AskedCounted[] = [];
  for (const { system, binding, place } of askedBindings(requests, access, now)) {
    asked.push({ ...(await countedOf(providers, system, binding)), what: binding.what, place });
  }
  if (asked.every(({ quotas }) => quotas.length === 0)) return [];
  const { head } = await of.standing();
  return roomFindings(asked, await countGrants(providers, standingGrants(head.requests, now), access));
}

/** What is granted takes by what its roles are; what ended with its person, role or system takes nothing. */
export async function countGrants(
  providers: Pick<Providers, "kind">,
  grants: readonly StandingGrant[],
  access: Access,
): Promise<readonly Counted[]> {
  const granted: Counted[] = [];
  for (const { pull, ...grant } of grants) {
    const system = access.systems.get(systemOf(grant.what));
    if (system === undefined || whyOffboarded(grant, grant, access) !== undefined) continue;
    granted.push(await countedOf(providers, system, { ...grant, pulls: [pull] }));
  }
  return granted;
}

async function countedOf(
  providers: Pick<Providers, "kind">,
  system: System,
  binding: Binding & { readonly from: Instant },
): Promise<Counted> {
  const kind = await providers.kind(system.kind);
  const { from, until } = binding;
  return { kind: system.kind, quotas: kind?.quotas?.(system, binding) ?? [], pair: pairOf(binding), from, until };
}
