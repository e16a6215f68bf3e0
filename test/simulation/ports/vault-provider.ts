import type { Binding, Held, Observed } from "../../../src/model/binding.js";
import { type Instant, instantOf } from "../../../src/model/instant.js";
import type { Mark } from "../../../src/model/mark.js";
import type { Change } from "../../../src/model/plan.js";
import { type Receipt, receiptOf } from "../../../src/model/receipt.js";
import { roleOf, systemOf } from "../../../src/model/what.js";
import { Failure } from "../../../src/ports/failure.js";
import type { Provider, ProviderContext, ProviderKind } from "../../../src/ports/provider.js";
import type { VaultEntry } from "../world/systems.js";

export const VAULT_KIND = "vault";

export type VaultCall = <Value>(name: string, work: () => Value) => Promise<Value>;

type Ours = VaultEntry & { readonly mark: Mark };

/**
 * A kind that enforces the end itself: every part of a grant is a call of its own, and the deadline is there before
 * anything can be done with it, since it is what keeps the holder from making it last.
 */
export function vaultKind(entries: Map<string, VaultEntry>, call: VaultCall): ProviderKind {
  return {
    kind: VAULT_KIND,
    curfew: "hard",
    preview: (_system, { identity, what }) => [{ text: `Lets ${identity} be ${roleOf(what)}.`, warning: false }],
    open: async (context) => openVault(entries, call, context),
  };
}

function openVault(
  entries: Map<string, VaultEntry>,
  call: VaultCall,
  { system, repository }: ProviderContext,
): Provider {
  function ours(entry: VaultEntry): entry is Ours {
    return entry.mark?.repository === repository;
  }

  async function observe(): Promise<Observed> {
    const all = await call("list", () => [...entries].filter(([, entry]) => entry.system === system.name));
    return {
      held: all.flatMap(([name, entry]) => (ours(entry) ? [heldOf(name, entry, isRight(entry))] : [])),
      strangers: all.flatMap(([name, entry]) =>
        ours(entry) ? [] : [{ name, about: `is not marked by ${repository}` }],
      ),
    };
  }

  /** As a whole, and with what its role gives today. */
  function isRight(entry: VaultEntry): boolean {
    return isWhole(entry) && entry.gives === giftOf(entry.role);
  }

  function giftOf(role: string): unknown {
    return system.roles.get(role)?.settings["gives"];
  }

  /** Looked at by every call when it arrives: it may be long on its way, and somebody may have made theirs meanwhile. */
  function ourEntry(name: string): Ours | undefined {
    const entry = entries.get(name);
    if (entry && !ours(entry)) throw new Failure(`${name} is not ours`, { transient: false });
    return entry;
  }

  /** Changes a part of what is there; what is gone meanwhile cannot be changed. */
  function alter(name: string, part: string, change: Partial<VaultEntry>): Promise<void> {
    return call(part, () => {
      const entry = ourEntry(name);
      if (entry === undefined) throw new Failure(`${part}: there is no ${name}`, { transient: true });
      entries.set(name, { ...entry, ...change });
    });
  }

  async function grant(binding: Binding): Promise<boolean> {
    const { identity, what, until } = binding;
    const name = vaultName(binding);
    const entry = await call("read", () => ourEntry(name));
    const mark = markOf(binding, repository);
    if (entry && isRight(entry) && sameMark(entry.mark, mark)) return false;
    if (entry === undefined) {
      const made = { system: system.name, role: roleOf(what), identity, mark, deadline: undefined, attached: false };
      await call("create", () => {
        if (entries.has(name)) throw new Failure(`create: there is a ${name} already`, { transient: true });
        entries.set(name, made);
      });
    }
    await alter(name, "deadline", { deadline: until });
    if (entry !== undefined) await alter(name, "tag", { mark });
    await alter(name, "attach", { attached: true, gives: giftOf(roleOf(what)) });
    return true;
  }

  async function revoke(held: Held): Promise<boolean> {
    const name = vaultName(held);
    const entry = await call("read", () => ourEntry(name));
    if (!entry) return false;
    await alter(name, "deny", { deadline: instantOf(0) });
    await alter(name, "detach", { attached: false });
    await call("delete", () => ourEntry(name) && entries.delete(name));
    return true;
  }

  return {
    kind: VAULT_KIND,
    curfew: "hard",
    observe,
    grant: (change) => receiptFor(change, () => grant(change.binding)),
    revoke: (change) => receiptFor(change, () => revoke(change.held)),
    howTo: ({ what }) => `# You may be ${roleOf(what)} of ${systemOf(what)}.`,
    examine: async () => [],
  };
}

export function vaultName({ what, identity }: Pick<Binding, "what" | "identity">): string {
  return `${systemOf(what)}/${identity}/${roleOf(what)}`.toLowerCase();
}

function isWhole({ mark, deadline, attached }: VaultEntry): boolean {
  return attached && deadline !== undefined && deadline === mark?.until;
}

function heldOf(name: string, entry: Ours, whole: boolean): Held {
  const { who, what, until, request, commit } = entry.mark;
  const end: Instant = until;
  return { who, what, identity: entry.identity, until: end, request, commit, whole, name };
}

function markOf({ who, what, until, request, commit }: Binding, repository: string): Mark {
  return { repository, who, what, until, request, commit };
}

function sameMark(one: Mark, other: Mark): boolean {
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
