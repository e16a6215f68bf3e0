import type { Binding } from "../../src/model/binding.js";
import { type Instant, instantOf } from "../../src/model/instant.js";
import type { System } from "../../src/model/system.js";
import type { What } from "../../src/model/what.js";

export const REPOSITORY = "acme/access";
export const NOW: Instant = instantOf(Date.UTC(2026, 10, 22, 16, 0, 0));
export const HOUR = 3_600_000;

type Settings = Readonly<Record<string, unknown>>;

export function aSystem(
  given: Pick<System, "name" | "kind" | "identity" | "settings"> & {
    readonly roles: Readonly<Record<string, Settings>>;
  },
): System {
  return {
    ...given,
    about: "For tests.",
    roles: new Map(Object.entries(given.roles).map(([name, settings]) => [name, { name, about: name, settings }])),
  };
}

/** Two hours from NOW on. */
export function aBinding(who: string, what: What, identity: string): Binding {
  return {
    who,
    what,
    identity,
    from: NOW,
    until: instantOf(NOW + 2 * HOUR),
    request: `access/requests/aws-prod/2026/11/22/${who}.yaml`,
    commit: "a".repeat(40),
    pulls: [42],
  };
}
