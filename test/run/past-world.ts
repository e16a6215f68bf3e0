import type { Access } from "../../src/model/access.js";
import { type Instant, instantOf } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import { Failure } from "../../src/ports/failure.js";
import type { Forge, PullRequest } from "../../src/ports/forge.js";
import type { History } from "../../src/ports/history.js";
import type { LedgerRead } from "../../src/ports/ledger.js";
import type { Context } from "../../src/run/context.js";
import { accessWith, FILES } from "../core/read/sources.js";

export const NOW = instantOf(Date.UTC(2026, 10, 22, 14));
const HEAD = "a".repeat(40);
const POLICY = "access/policies/production-admin.yaml";

/** One merged pull request that added one request of Alice's. */
export interface MergedRequest {
  readonly pull: number;
  readonly path: string;
  readonly text: string;
  /** Minutes before now. */
  readonly ago: number;
  /** The forge does not say what it merged. */
  readonly lost?: boolean;
}

export interface Asked {
  /** How often each was called. */
  readonly calls: Record<string, number>;
  readonly context: Context;
}

export function policyWith(lines: string): Access {
  return accessWith({ [POLICY]: `${FILES[POLICY]}${lines}` });
}

/** Of everything outside only what judging merges asks of it: three merges, a ledger, and an access folder. */
export function pastWorld(of: {
  readonly access: Access;
  readonly merged: readonly MergedRequest[];
  readonly lines?: readonly LedgerLine[];
  readonly ledger?: Partial<LedgerRead>;
}): Asked {
  const calls: Record<string, number> = {};
  const count = (name: string): void => {
    calls[name] = (calls[name] ?? 0) + 1;
  };
  const changeOf = ({ path, pull }: MergedRequest) => ({
    status: "added" as const,
    path,
    mode: "100644",
    blob: idOf("b", pull),
  });
  const find = (commit: string) =>
    of.merged.filter(({ pull }) => idOf("c", pull) === commit || idOf("d", pull) === commit);
  const history: Partial<History> = {
    branch: async () => HEAD,
    ensure: async () => true,
    tree: async () => of.merged.map(changeOf),
    additions: async () =>
      new Map(
        of.merged.map(({ path, pull }) => [
          path,
          { path, commit: idOf("c", pull), parents: ["f".repeat(40), idOf("d", pull)], blob: idOf("b", pull) },
        ]),
      ),
    changes: async (_from, to) => find(to).map(changeOf),
    changesOf: async (_base, head) => find(head).map(changeOf),
    blobs: async () => new Map(of.merged.map(({ pull, text }) => [idOf("b", pull), new TextEncoder().encode(text)])),
  };
  const forge: Partial<Forge> = {
    repository: "acme/access",
    defaultBranch: "main",
    pullRequestOfMerge: async (commit) => {
      count("pullRequestOfMerge");
      const [merged] = find(commit);
      if (merged === undefined) return undefined;
      if (merged.lost) throw new Failure("GitHub answered 503", { transient: true });
      return pullOf(merged);
    },
    reviews: async (pull) => [
      { by: { login: "dana", id: 3, bot: false }, state: "approved", commit: idOf("d", pull), at: instantOf(0) },
    ],
    commits: async () => [],
    pushes: async () => [],
    mayWrite: async () => true,
    rejectedOwners: async () => [],
  };
  const context = {
    forge,
    history,
    ledger: {
      read: async () => {
        count("ledger");
        return { lines: of.lines ?? [], findings: [], ...of.ledger };
      },
    },
    log: { info() {}, warn() {}, error() {} },
    budget: UNLIMITED,
    accessAt: async () => of.access,
  };
  return { calls, context: context as unknown as Context };
}

export function minutesAgo(count: number): Instant {
  return instantOf(NOW - count * 60_000);
}

function pullOf({ pull, ago }: MergedRequest): PullRequest {
  return {
    number: pull,
    title: "Ask",
    opened: minutesAgo(ago),
    author: { login: "Alice", id: 1, bot: false },
    draft: false,
    open: false,
    merged: { at: minutesAgo(ago), commit: idOf("c", pull) },
    head: { commit: idOf("d", pull), branch: "ask", repository: "acme/access" },
    base: { commit: "f".repeat(40), branch: "main" },
  };
}

function idOf(sign: string, pull: number): string {
  return sign + String(pull).padStart(39, "0");
}
