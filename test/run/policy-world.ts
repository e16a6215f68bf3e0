import type { Access } from "../../src/model/access.js";
import type { OwnerRule } from "../../src/model/code-owners.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { isPolicyPath, type LineCommit } from "../../src/model/provenance.js";
import { DEFAULT_SETTINGS } from "../../src/model/settings.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import { Failure } from "../../src/ports/failure.js";
import type { Forge, PullRequest } from "../../src/ports/forge.js";
import type { History, TreeEntry } from "../../src/ports/history.js";
import type { Context } from "../../src/run/context.js";
import { access, account, at, minutes } from "../core/world.js";

export const NOW = at("2026-11-22T10:00:00Z");
export const PEOPLE = "access/people.yaml";
export const SETTINGS = "access/curfew.yaml";

type Login = Parameters<typeof account>[0];

/** A commit of the first-parent history, on the one before it in the list. */
export interface Made {
  readonly id: string;
  /** The paths that it changed. */
  readonly changed: readonly string[];
  /** Absent where it was pushed. */
  readonly pull?: {
    readonly approvedBy: readonly Login[];
    readonly author?: Login;
    /** The commit that was approved, where it is not the head. */
    readonly approved?: string;
    readonly merge?: "squash" | "evil" | "another-head";
    /** What the reviewed head changed, where git merged it with changes of others. */
    readonly reviewed?: readonly string[];
    readonly bases?: number;
    /** The forge does not answer. */
    readonly lost?: true;
  };
  /** Who owns everything, from this commit on. */
  readonly owners?: readonly Login[];
  /** What the settings name from this commit on, in place of the one before. */
  readonly anchor?: string;
  readonly unreadable?: true;
}

/** Commits are named by one sign. */
export function id(sign: string): string {
  return sign.repeat(40);
}

/** A repository in which nothing was ever asked for, and policy changed: all that is asked of the outside is counted. */
export function policyWorld(commits: readonly Made[]) {
  const calls: Record<string, number> = {};
  const count = (name: string): void => {
    calls[name] = (calls[name] ?? 0) + 1;
  };
  const indexOf = (commit: string): number => commits.findIndex((one) => id(one.id) === commit);
  const made = (commit: string): Made | undefined => commits[indexOf(commit)];
  const head = (one: Made): string => `${id(one.id).slice(0, -4)}ead0`;
  const byHead = (commit: string) => commits.find((one) => head(one) === commit);

  const parentsOf = (one: Made): readonly string[] => {
    const before = commits[commits.indexOf(one) - 1];
    const first = before === undefined ? [] : [id(before.id)];
    if (one.pull === undefined || one.pull.merge === "squash") return first;
    return [...first, one.pull.merge === "another-head" ? id("e") : head(one)];
  };
  const entriesOf = (commit: string): readonly TreeEntry[] => {
    const blobs = new Map<string, string>();
    for (const one of commits.slice(0, indexOf(commit) + 1)) {
      for (const path of one.changed) blobs.set(path, id(one.id));
    }
    return [...blobs].toSorted().map(([path, blob]) => ({ path, mode: "100644", blob }));
  };
  const changesIn = (paths: readonly string[], blob: string) =>
    paths.map((path) => ({ status: "modified" as const, path, mode: "100644", blob }));

  const history: Partial<History> = {
    ensure: async () => true,
    branch: async () => id(commits.at(-1)?.id ?? ""),
    tree: async (commit, prefixes) => {
      count("tree");
      return entriesOf(commit).filter(({ path }) => prefixes.some((prefix) => path.startsWith(prefix)));
    },
    async *line(from) {
      count("line");
      for (let index = indexOf(from); index >= 0; index -= 1) {
        const one = commits[index];
        if (one === undefined) return;
        count("commits");
        yield {
          commit: id(one.id),
          parents: parentsOf(one),
          policy: one.changed.filter(isPolicyPath),
        } satisfies LineCommit;
      }
    },
    mergeBases: async (_first, commit) => Array.from({ length: byHead(commit)?.pull?.bases ?? 1 }, () => id("b")),
    changes: async (from, commit) => {
      const one = made(commit);
      if (one === undefined) return [];
      // What git makes of a merge by itself is named by its head.
      if (byHead(from) !== undefined) return one.pull?.merge === "evil" ? changesIn(one.changed, id(one.id)) : [];
      return changesIn(one.changed, one.pull?.merge === "evil" ? id("9") : id(one.id));
    },
    changesOf: async (_first, commit) => {
      const one = byHead(commit);
      return one === undefined ? [] : changesIn(one.pull?.reviewed ?? one.changed, id(one.id));
    },
    mergedTree: async (_first, commit) => commit,
  };
  const forge: Partial<Forge> = {
    repository: "acme/access",
    defaultBranch: "main",
    pullRequestOfMerge: async (commit) => {
      count("pullRequestOfMerge");
      const one = made(commit);
      if (one?.pull?.lost) throw new Failure("GitHub answered 503", { transient: true });
      return one?.pull && pullOf(one);
    },
    reviews: async (pull) => {
      const one = commits[pull];
      if (one?.pull === undefined) return [];
      const commit = one.pull.approved ?? head(one);
      return one.pull.approvedBy.map((login) => ({
        by: account(login),
        state: "approved" as const,
        commit,
        at: minutes(-5),
      }));
    },
    commits: async (pull) => {
      const one = commits[pull];
      if (one === undefined) return [];
      return [{ commit: head(one), writers: [account(one.pull?.author ?? "alice")], unknown: [], parents: [] }];
    },
    pushes: async () => [],
    mayWrite: async () => true,
    rejectedOwners: async () => [],
  };

  function pullOf(one: Made): PullRequest {
    return {
      number: commits.indexOf(one),
      title: "Change",
      opened: minutes(-30),
      author: account(one.pull?.author ?? "alice"),
      draft: false,
      open: false,
      merged: { at: NOW, commit: id(one.id) },
      head: { commit: head(one), branch: "change", repository: "acme/access" },
      base: { commit: parentsOf(one)[0] ?? "", branch: "main" },
    };
  }

  /** The last of these that says something of it. */
  function accessOf(commit: string): Access {
    const before = commits.slice(0, indexOf(commit) + 1);
    const owners = before.findLast((one) => one.owners !== undefined)?.owners ?? ["dana"];
    const anchor = before.findLast((one) => one.anchor !== undefined)?.anchor;
    const rule: OwnerRule = {
      line: 1,
      pattern: "*",
      owners: owners.map((login) => ({ kind: "user", login })),
    };
    const broken = before.at(-1)?.unreadable === true;
    return access({
      commit,
      owners: [rule],
      settings: { ...DEFAULT_SETTINGS, ...(anchor === undefined ? {} : { anchor: id(anchor) }) },
      findings: broken ? [{ code: "file-not-text", severity: "error", path: PEOPLE, args: {} }] : [],
    });
  }

  const context = {
    forge,
    history,
    log: { info() {}, warn() {}, error() {} },
    budget: UNLIMITED,
    accessAt: async (commit: string) => accessOf(commit),
  } as unknown as Context;
  const lines: readonly LedgerLine[] = [];
  return { calls, context, lines };
}
