import { createBudget, RUN_TIME } from "../../src/adapters/budget.js";
import { remembered } from "../../src/adapters/git/remembered.js";
import { createRepository, type Repository } from "../../src/app/repository.js";
import { readAccess } from "../../src/core/read/access-folder.js";
import { ACCESS_PATHS } from "../../src/core/read/paths.js";
import type { Access } from "../../src/model/access.js";
import type { System } from "../../src/model/system.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import type { History } from "../../src/ports/history.js";
import type { Log } from "../../src/ports/log.js";
import { UNMEASURED } from "../../src/ports/metrics.js";
import type { Provider, ProviderKind } from "../../src/ports/provider.js";
import type { Context } from "../../src/run/context.js";
import { MEMORY_KIND, memoryKind } from "../../src/testing/memory-provider.js";
import { createConversationPort } from "./ports/conversation.js";
import { createForgePort, REPOSITORY } from "./ports/forge.js";
import { createMirror } from "./ports/history.js";
import { createLedgerPort } from "./ports/ledger.js";
import { VAULT_KIND, vaultKind } from "./ports/vault-provider.js";
import type { Process } from "./scheduler.js";
import type { Pull } from "./world/nouns.js";
import { FAR_KIND, HARD_SYSTEM, SCHEDULED_SYSTEM } from "./world/systems.js";
import { bytesOf } from "./world/texts.js";
import type { MachineClock } from "./world/time.js";
import type { World } from "./world/world.js";

/** What is wrong with us, not with the world: told to whoever checks. */
export interface Watch {
  bug(error: unknown): void;
  merging(pull: Pull): void;
}

/** One process with everything it needs, on a machine with its own clock. */
export interface Machine {
  readonly process: Process;
  readonly clock: MachineClock;
  readonly context: Context;
  readonly log: Log;
}

/** An App: what wakes it, and the timers that it has set. */
export interface Replica extends Machine {
  readonly repository: Repository;
  /** Since when it runs. */
  readonly since: number;
}

/** Lets a test put something wrong between the product and the world. */
export type Bend = (context: Context) => Context;

const KINDS = Object.fromEntries(
  [MEMORY_KIND, VAULT_KIND].flatMap((kind) => [kind, `${kind}${FAR_KIND}`].map((one) => [one, () => []])),
);

export function createMachine(world: World, name: string, watch: Watch, bend: Bend): Machine {
  const process: Process = { name, alive: true };
  const clock = world.time.machine();
  const { github, faults, ledger } = world;
  const mirror = createMirror(process, github, faults, () => ledger.files.length);
  const history = remembered(mirror);
  const kinds = kindsIn(world, process);
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event, fields) => {
      if (event === "bug") watch.bug(fields?.["error"]);
    },
  };
  const context: Context = {
    forge: createForgePort(process, clock, github, faults, watch.merging),
    conversation: createConversationPort(process, github, faults),
    history,
    ledger: createLedgerPort(process, ledger, mirror, faults),
    people: { membersOf: async () => undefined },
    providers: {
      kind: async (kind) => kinds[kind],
      async open(system: System): Promise<Provider> {
        const kind = kinds[system.kind];
        if (kind === undefined) throw new Error(`a system of the unknown kind ${system.kind}`);
        return kind.open({ system, repository: REPOSITORY, environment: {} });
      },
    },
    log,
    budget: UNLIMITED,
    accessAt: accessReader(world.accessRead, history),
  };
  return { process, clock, context: bend(context), log };
}

/** Each kind at its own place. */
function kindsIn({ systems, faults }: World, process: Process): Readonly<Record<string, ProviderKind>> {
  const vaultAt = (entries: typeof systems.vault): ProviderKind =>
    vaultKind(entries, (part, work) => faults.call(process, HARD_SYSTEM, part, work));
  const memoryAt = (entries: typeof systems.memory): ProviderKind =>
    memoryKind({
      entries,
      calls: () => 0,
      call: (part, work) => faults.call(process, SCHEDULED_SYSTEM, part, work),
      fail: () => undefined,
      heal: () => undefined,
    });
  const [farVault, farMemory] = [`${VAULT_KIND}${FAR_KIND}`, `${MEMORY_KIND}${FAR_KIND}`];
  return {
    [VAULT_KIND]: vaultAt(systems.vault),
    [MEMORY_KIND]: memoryAt(systems.memory),
    [farVault]: { ...vaultAt(systems.far.vault), kind: farVault },
    [farMemory]: { ...memoryAt(systems.far.memory), kind: farMemory },
  };
}

/** `limited`: each run has as much time as one of the App; without it what hangs is waited for. */
export function createReplica(
  world: World,
  name: string,
  watch: Watch,
  { bend, limited }: { readonly bend: Bend; readonly limited: boolean },
): Replica {
  const machine = createMachine(world, name, watch, bend);
  const context = (): Context =>
    limited ? { ...machine.context, budget: createBudget(machine.clock, RUN_TIME, undefined) } : machine.context;
  const open = async () => ({ context, close: async () => undefined });
  const repository = createRepository(REPOSITORY, open, { ...machine, metrics: UNMEASURED });
  return { ...machine, repository, since: world.time.now() };
}

/** Over all histories: what the same files say is the same. */
const READ = new Map<string, Access>();
const MOST_READ = 5000;

/** What a commit says, kept for one world: of a second process it is asked again and again. */
function accessReader(known: Map<string, Access>, history: History): (commit: string) => Promise<Access> {
  return async (commit) => {
    const before = known.get(commit);
    if (before) return before;
    const entries = await history.tree(commit, ACCESS_PATHS);
    const key = entries.map(({ path, mode, blob }) => `${path} ${mode} ${blob}`).join("\n");
    const files = entries.map((entry) => ({ ...entry, bytes: bytesOf(entry.blob) }));
    const read = READ.get(key) ?? readAccess(commit, files, KINDS);
    if (READ.size > MOST_READ) READ.clear();
    READ.set(key, read);
    const access = { ...read, commit };
    known.set(commit, access);
    return access;
  };
}
