import type { Instant } from "../../../src/model/instant.js";
import type { Mark } from "../../../src/model/mark.js";
import type { MemoryEntry } from "../../../src/testing/memory-world.js";

/** Access in a system that enforces the end itself, part by part as it is made. */
export interface VaultEntry {
  readonly system: string;
  readonly role: string;
  readonly identity: string;
  readonly mark: Mark | undefined;
  /** What denies everything at and after this moment, and at all times whatever would outlive it. */
  readonly deadline: Instant | undefined;
  readonly attached: boolean;
}

/** What somebody could do at a moment, and by what. */
export interface Usable {
  readonly name: string;
  readonly system: string;
  readonly role: string;
  readonly identity: string;
  readonly mark: Mark | undefined;
  /** Undefined: for ever, as far as the system knows. */
  readonly until: Instant | undefined;
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
  readonly effects: Effect[];
  /** What is done in it somebody else does. */
  byOthers<Value>(work: () => Value): Value;
  /** What a holder took along that needs the grant no more: by whose grant. */
  readonly taken: { readonly name: string; readonly at: Instant }[];
}

/** Role names of systems that enforce the end themselves. */
export const HARD_SYSTEM = "prod";
export const SCHEDULED_SYSTEM = "db";

export function createSystems(now: () => Instant, landed: () => boolean, unwritable: () => number): Systems {
  const effects: Effect[] = [];
  let foreign = false;
  const note = (name: string, before: Entry | undefined, after: Entry | undefined) => {
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
    taken: [],
  };
}

/** A map that tells of every change. */
function watched<Value>(
  tell: (name: string, before: Value | undefined, after: Value | undefined) => void,
): Map<string, Value> {
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

export function usableNow({ vault, memory }: Systems, now: Instant): readonly Usable[] {
  const usable: Usable[] = [];
  for (const [name, entry] of vault) {
    const { system, role, identity, mark, deadline } = entry;
    if (vaultAllows(entry, now)) usable.push({ name, system, role, identity, mark, until: deadline });
  }
  for (const [name, { system, role, identity, mark, member }] of memory) {
    if (member) usable.push({ name, system, role, identity, mark, until: undefined });
  }
  return usable;
}
