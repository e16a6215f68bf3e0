import type { Binding, Held, Observed } from "../model/binding.js";
import { type Finding, finding } from "../model/finding.js";
import type { Mark } from "../model/mark.js";
import type { Change } from "../model/plan.js";
import { type Receipt, receiptOf } from "../model/receipt.js";
import { roleOf, systemOf } from "../model/what.js";
import { Failure } from "../ports/failure.js";
import type { Provider, ProviderContext, ProviderKind } from "../ports/provider.js";
import { type MemoryEntry, type MemoryWorld, memoryName } from "./memory-world.js";

export const MEMORY_KIND = "memory";

/** A kind that holds access in memory and leaves the end to Curfew: for tests, and to read before writing a kind. */
export function memoryKind(world: MemoryWorld): ProviderKind {
  return {
    kind: MEMORY_KIND,
    curfew: "scheduled",
    preview: (_system, { identity, what }) => [{ text: `Adds ${identity} to ${roleOf(what)}.`, warning: false }],
    open: async (context) => openMemory(world, context),
  };
}

function openMemory(world: MemoryWorld, { system, repository }: ProviderContext): Provider {
  async function observe(): Promise<Observed> {
    const entries = await world.call("list", () =>
      [...world.entries].filter(([, entry]) => entry.system === system.name),
    );
    return {
      held: entries.flatMap(([name, entry]) =>
        isOurs(entry, repository) ? [heldOf(name, entry, entry.member && givesWhatItShould(entry))] : [],
      ),
      strangers: entries.flatMap(([name, entry]) =>
        isOurs(entry, repository) ? [] : [{ name, about: `is not marked by ${repository}` }],
      ),
    };
  }

  async function grant(binding: Binding): Promise<boolean> {
    const name = nameOf(binding);
    const entry = await world.call("read", () => ourEntry(name));
    const wanted: MemoryEntry = {
      system: system.name,
      role: roleOf(binding.what),
      member: true,
      identity: binding.identity,
      mark: markOf(binding, repository),
      ...giftOf(roleOf(binding.what)),
    };
    if (entry && same(entry, wanted)) return false;
    // The mark first: what is interrupted in between is known to be ours. One that comes late takes nobody out.
    await world.call("mark", () => put(name, { ...wanted, member: world.entries.get(name)?.member ?? false }));
    await world.call("join", () => put(name, wanted));
    return true;
  }

  /** A role that gives something else now is made again for whoever is in it. */
  function givesWhatItShould({ role, gives }: MemoryEntry): boolean {
    return JSON.stringify(gives) === JSON.stringify(giftOf(role).gives);
  }

  function giftOf(role: string): Pick<MemoryEntry, "gives"> {
    const gives = system.roles.get(role)?.settings["gives"];
    return gives === undefined ? {} : { gives };
  }

  function ourEntry(name: string): MemoryEntry | undefined {
    const entry = world.entries.get(name);
    if (entry && !isOurs(entry, repository)) throw new Failure(`${name} is not ours`, { transient: false });
    return entry;
  }

  /** Somebody may have made theirs since it was read. */
  function put(name: string, entry: MemoryEntry): void {
    ourEntry(name);
    world.entries.set(name, entry);
  }

  async function revoke(held: Held): Promise<boolean> {
    const name = nameOf(held);
    const entry = await world.call("read", () => ourEntry(name));
    if (!entry) return false;
    await world.call("leave", () => put(name, { ...entry, member: false }));
    await world.call("unmark", () => ourEntry(name) && world.entries.delete(name));
    return true;
  }

  async function examine(): Promise<readonly Finding[]> {
    try {
      await observe();
      return [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return [finding("system-unobserved", {}, { system: system.name, error: error.message })];
    }
  }

  return {
    kind: MEMORY_KIND,
    curfew: "scheduled",
    observe,
    grant: (change) => receiptFor(change, () => grant(change.binding)),
    revoke: (change) => receiptFor(change, () => revoke(change.held)),
    howTo: ({ what }) => `# You are in ${roleOf(what)} of ${systemOf(what)}.`,
    examine,
  };
}

function nameOf({ what, identity }: Binding | Held): string {
  return memoryName(systemOf(what), identity, roleOf(what));
}

function isOurs(entry: MemoryEntry, repository: string): entry is MemoryEntry & { readonly mark: Mark } {
  return entry.mark?.repository === repository;
}

function heldOf(name: string, { identity, mark }: MemoryEntry & { readonly mark: Mark }, whole: boolean): Held {
  const { who, what, until, request, commit } = mark;
  return { who, what, identity, until, request, commit, whole, name };
}

function markOf({ who, what, until, request, commit }: Binding, repository: string): Mark {
  return { repository, who, what, until, request, commit };
}

function same(one: MemoryEntry, other: MemoryEntry): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function receiptFor(change: Change, apply: () => Promise<boolean>): Promise<Receipt> {
  try {
    return receiptOf(change, { outcome: (await apply()) ? "done" : "unchanged" });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return receiptOf(change, { outcome: "failed", transient: error.transient, error: error.message });
  }
}
