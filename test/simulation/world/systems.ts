import type { Instant } from "../../../src/model/instant.js";
import type { Mark } from "../../../src/model/mark.js";
import { MEMORY_KIND } from "../../../src/testing/memory-provider.js";
import type { MemoryEntry } from "../../../src/testing/memory-world.js";
import { VAULT_KIND } from "../ports/vault-provider.js";

/** Access in a system that enforces the end itself, part by part as it is made. */
export interface VaultEntry {
  readonly system: string;
  readonly role: string;
  readonly identity: string;
  readonly mark: Mark | undefined;
  /** What denies everything at and after this moment, and at all times whatever would outlive it. */
  readonly deadline: Instant | undefined;
  readonly attached: boolean;
  /** What its role gave when that was attached. */
  readonly gives?: unknown;
}

/** What somebody could do at a moment, and by what. */
export interface Usable {
  readonly name: string;
  /** Where: the kind of system that stands for it. */
  readonly place: string;
  /** The system itself ends it. */
  readonly hard: boolean;
  readonly system: string;
  readonly role: string;
  readonly identity: string;
  readonly mark: Mark | undefined;
  /** Undefined: for ever, as far as the system knows. */
  readonly until: Instant | undefined;
  /** What its role gave when it was given. */
  readonly gives: unknown;
}

export type Entry = VaultEntry | MemoryEntry;

/** Something that changed at a system, for whoever holds the records against it. */
export interface Effect {
  readonly at: Instant;
  readonly name: string;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
  /** Somebody else did it, with rights of their own. */
  readonly foreign: boolean;
  /** It had been asked for earlier, and nobody waited for it any more. */
  readonly landed: boolean;
  /** When something last went wrong that a run needs to write down what it does. */
  readonly unwritable: number;
}

/** The place of each system where access lies: what is there is what can be used. */
export interface Systems {
  readonly vault: Map<string, VaultEntry>;
  readonly memory: Map<string, MemoryEntry>;
  /** Other places, of which a system can become one. */
  readonly far: { readonly vault: Map<string, VaultEntry>; readonly memory: Map<string, MemoryEntry> };
  readonly effects: Effect[];
  /** What is done in it somebody else does. */
  byOthers<Value>(work: () => Value): Value;
  /** What a holder took along that needs the grant no more: by whose grant. */
  readonly taken: { readonly name: string; readonly at: Instant }[];
}

/** A kind that is called so behind its name is the same, and stands for another place. */
export const FAR_KIND = "-far";
/** What is held there is called so before its name. */
const FAR = "far:";

/** Role names of systems that enforce the end themselves. */
export const HARD_SYSTEM = "prod";
export const SCHEDULED_SYSTEM = "db";

export function createSystems(now: () => Instant, landed: () => boolean, unwritable: () => number): Systems {
  const effects: Effect[] = [];
  let foreign = false;
  const note: Tell<Entry> = (name, before, after) => {
    effects.push({ at: now(), name, before, after, foreign, landed: landed(), unwritable: unwritable() });
  };
  return {
    effects,
    byOthers(work) {
      foreign = true;
      try {
        return work();
      } finally {
        foreign = false;
      }
    },
    vault: watched<VaultEntry>(note),
    memory: watched<MemoryEntry>(note),
    far: {
      vault: watched<VaultEntry>((name, ...change) => note(`${FAR}${name}`, ...change)),
      memory: watched<MemoryEntry>((name, ...change) => note(`${FAR}${name}`, ...change)),
    },
    taken: [],
  };
}

type Tell<Value> = (name: string, before: Value | undefined, after: Value | undefined) => void;

/** A map that tells of every change. */
function watched<Value>(tell: Tell<Value>): Map<string, Value> {
  const map = new Map<string, Value>();
  const { set, delete: remove } = map;
  map.set = (name, value) => {
    tell(name, map.get(name), value);
    return set.call(map, name, value);
  };
  map.delete = (name) => {
    if (map.has(name)) tell(name, map.get(name), undefined);
    return remove.call(map, name);
  };
  return map;
}

/** The system itself says so, at that moment. */
export function vaultAllows({ attached, deadline }: VaultEntry, now: Instant): boolean {
  return attached && (deadline === undefined || now < deadline);
}

/** All of it was made, and nothing of it taken away. */
export function isMade(entry: Entry): boolean {
  return "member" in entry ? entry.member : entry.attached;
}

export function usableNow({ vault, memory, far }: Systems, now: Instant): readonly Usable[] {
  return [
    ...usableIn(vault, memory, now),
    ...usableIn(far.vault, far.memory, now).map((one) => ({
      ...one,
      name: `${FAR}${one.name}`,
      place: `${one.place}${FAR_KIND}`,
    })),
  ];
}

function usableIn(vault: Systems["vault"], memory: Systems["memory"], now: Instant): readonly Usable[] {
  const usable: Usable[] = [];
  for (const [name, entry] of vault) {
    const { system, role, identity, mark, deadline: until, gives } = entry;
    if (vaultAllows(entry, now))
      usable.push({ name, place: VAULT_KIND, hard: true, system, role, identity, mark, until, gives });
  }
  for (const [name, { system, role, identity, mark, member, gives }] of memory) {
    const scheduled = { place: MEMORY_KIND, hard: false, until: undefined };
    if (member) usable.push({ name, ...scheduled, system, role, identity, mark, gives });
  }
  return usable;
}

/** How what is held there is called, by the kind of the system that stands for the place. */
export function nameAt(
  place: string,
  of: { readonly system: string; readonly identity: string; readonly role: string },
) {
  return `${place.endsWith(FAR_KIND) ? FAR : ""}${of.system}/${of.identity}/${of.role}`;
}

/** What is in each place, by the kind of the system that stands for it. */
export function placesIn({ vault, memory, far }: Systems): readonly (readonly [string, ReadonlyMap<string, Entry>])[] {
  return [
    [VAULT_KIND, vault],
    [MEMORY_KIND, memory],
    [`${VAULT_KIND}${FAR_KIND}`, far.vault],
    [`${MEMORY_KIND}${FAR_KIND}`, far.memory],
  ];
}
