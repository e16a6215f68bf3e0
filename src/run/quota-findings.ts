import { ANY_COMMIT, askedBindings } from "../core/asked-bindings.js";
import type { Access } from "../model/access.js";
import type { Binding } from "../model/binding.js";
import { type Finding, finding, type Place } from "../model/finding.js";
import { type Instant, instantOf } from "../model/instant.js";
import type { Request } from "../model/request.js";
import { anyIdentity, type System } from "../model/system.js";
import type { What } from "../model/what.js";
import type { ProviderKind } from "../ports/provider.js";
import type { Context, Providers } from "./context.js";

interface Ground {
  readonly kind: Providers["kind"];
  /** `owner/name`. */
  readonly repository: string;
}

export function groundIn({ providers, forge }: Context): Ground {
  return { kind: providers.kind, repository: forge.repository };
}

/** What could not be granted though everybody approved it: said before anybody has to look at it. */
export async function requestQuotaFindings(
  ground: Ground,
  requests: readonly Request[],
  access: Access,
  now: Instant,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { system, binding, place } of askedBindings(requests, access, now)) {
    const kind = await ground.kind(system.kind);
    if (kind) found.push(...findingsOf(kind, system, binding, ground.repository, place));
  }
  return found;
}

/** Roles that nobody could ever be granted, whatever their name and however short the request. */
export async function systemQuotaFindings(
  ground: Ground,
  systems: ReadonlyMap<string, System>,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const system of systems.values()) {
    const kind = await ground.kind(system.kind);
    if (!kind) continue;
    const path = `access/systems/${system.name}.yaml`;
    for (const role of system.roles.keys()) {
      const what: What = `${system.name}/${role}`;
      found.push(...findingsOf(kind, system, leastBinding(system, what), ground.repository, { path }));
    }
  }
  return found;
}

function leastBinding(system: System, what: What): Binding {
  const identity = anyIdentity(system, "a");
  const request = `access/requests/${system.name}/a.yaml`;
  return { who: "a", what, identity, until: instantOf(0), request, commit: ANY_COMMIT, pulls: [] };
}

function findingsOf(
  kind: ProviderKind,
  system: System,
  binding: Binding,
  repository: string,
  place: Place,
): readonly Finding[] {
  const excesses = kind.excesses?.(system, binding, repository) ?? [];
  return excesses.map((excess) => finding("over-quota", place, { what: binding.what, ...excess }));
}
