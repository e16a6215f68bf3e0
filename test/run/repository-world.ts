import { KIND_SCHEMAS } from "../../src/generated/kinds.js";
import { type Instant, instantOf, later, startOfDay } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { placeOf } from "../../src/model/place.js";
import { Failure } from "../../src/ports/failure.js";
import type { PullRequest } from "../../src/ports/forge.js";
import type { History } from "../../src/ports/history.js";
import type { Reconciliation } from "../../src/run/bring-about.js";
import type { Context } from "../../src/run/context.js";
import { createAccessReader } from "../../src/run/read-access.js";
import { reconcile } from "../../src/run/reconcile.js";
import { createMemoryWorld, type MemoryWorld, memoryKind } from "../../src/testing/index.js";
import { cloneOf, createRepository, historyOf, type Repository } from "../adapters/git/repository.js";
import { FILES } from "../core/read/sources.js";
import { contextOf } from "../findings/contexts.js";

export const START = instantOf(Date.UTC(2026, 10, 22, 14));
export const ASK = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
export const REQUEST = "who: alice\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the orders-db replica.\n";

const ALICE = { login: "Alice", id: 1, bot: false };
const DANA = { login: "dana", id: 3, bot: false };

export function minutesLater(count: number): Instant {
  return instantOf(START + count * 60_000);
}

/**
 * An access repository written by real git, with a forge that says of its pull requests what it is told, a ledger, and
 * accounts held in memory, each a place of its own.
 */
export interface RepositoryWorld {
  readonly repository: Repository;
  /** The head of the first commit, with the folder and no request. */
  readonly base: string;
  /** Says that this commit is what merging a pull request with that head came to, which dana had approved. */
  merged(commit: string, head: string, changes?: Partial<PullRequest> & { readonly approved?: boolean }): void;
  /** Somebody asks from a branch of their own that begins where main is; its head. */
  ask(files?: Readonly<Record<string, string>>, branch?: string): string;
  /** Asked, approved and merged by a merge commit, now; the merge commit. */
  grant(files?: Readonly<Record<string, string>>): string;
  /** A commit on main that no pull request made. */
  push(write: Readonly<Record<string, string>>, remove?: readonly string[]): string;
  reconcile(now: Instant): Promise<Reconciliation>;
  /** `Alice aws-prod/admin` of what is held in an account: `aws-iam 123456789012`. */
  held(place?: string): readonly string[];
  account(place?: string): MemoryWorld;
  readonly ledger: LedgerLine[];
  /** What each merged pull request was told last of what became of it. */
  readonly told: ReadonlyMap<number, string>;
  /** What is asked of git from now on is asked of a clone of this depth; undefined: of the repository itself. */
  cut(depth: number | undefined): void;
  /** What every use case is given: of the repository, or of the clone. */
  context(): Context;
  /** By how many seconds the forge's clock was ahead of ours when it last answered, and what it is when it is asked anew. */
  skewed(seconds: number, now: number): void;
  /** What our clock says from when the forge is asked what time it is: somebody sets it while a run is under way. */
  putRight(clock: Instant): void;
  /** What the forge answers from now on, though it does not. */
  silence(isSilent: boolean): void;
}

const PLACE = "aws-iam 123456789012";

export function repositoryWorld(files: Readonly<Record<string, string>> = FILES): RepositoryWorld {
  const repository = createRepository({ bare: true });
  const whole = historyOf(repository);
  const pulls = new Map<string, PullRequest>();
  const approved = new Map<number, boolean>();
  const heads = new Map<number, string>();
  const accounts = new Map<string, MemoryWorld>();
  const ledger: LedgerLine[] = [];
  const told = new Map<number, string>();
  const clones: Repository[] = [];
  let silent = false;
  let skew = 0;
  let ours = START;
  let right: Instant | undefined;
  let asked = 0;
  let branches = 0;
  const base = repository.commit({ branch: "main", write: files });

  function account(place = PLACE): MemoryWorld {
    const world = accounts.get(place) ?? createMemoryWorld();
    accounts.set(place, world);
    return world;
  }

  const contextWith = (history: History) =>
    contextOf(
      {
        skew: () => skew,
        askTime: async () => {
          if (silent) throw new Failure("GitHub answered 503", { transient: true });
          skew = asked;
          return right ?? later(ours, skew);
        },
        pullRequestOfMerge: async (commit) => {
          if (silent) throw new Failure("GitHub answered 503", { transient: true });
          return pulls.get(commit);
        },
        comment: async (pull, _marker, body) => void told.set(pull, body),
        reviews: async (pull) =>
          approved.get(pull) ? [{ by: DANA, state: "approved", commit: heads.get(pull) ?? "", at: instantOf(0) }] : [],
        commits: async (pull) => {
          const commit = heads.get(pull) ?? "";
          return [{ commit, writers: [ALICE], unknown: [], parents: await whole.parents(commit) }];
        },
      },
      history,
      {
        accessAt: createAccessReader(history, KIND_SCHEMAS),
        ledger: {
          read: async (since = instantOf(0)) => ({
            lines: ledger.filter(({ kind, at }) => kind === "policy" || at >= startOfDay(since, 0)),
            findings: [],
          }),
          lost: async () => undefined,
          append: async (lines) => void ledger.push(...lines),
        },
        providers: {
          kind: async () => memoryKind(account()),
          open: (system) =>
            memoryKind(account(placeOf(system))).open({
              system,
              repository: "acme/access",
              environment: {},
              retries: 0,
            }),
        },
      },
    );

  let context = contextWith(whole);

  function merged(
    commit: string,
    head: string,
    { approved: isApproved = true, ...changes }: Partial<PullRequest> & { readonly approved?: boolean } = {},
  ): void {
    const number = pulls.size + 1;
    approved.set(number, isApproved);
    heads.set(number, head);
    pulls.set(commit, {
      number,
      title: "Ask",
      opened: START,
      author: ALICE,
      draft: false,
      open: false,
      merged: { at: START, commit },
      head: { commit: head, branch: "ask", repository: "acme/access" },
      base: { commit: base, branch: "main" },
      ...changes,
    });
  }

  function ask(write: Readonly<Record<string, string>> = { [ASK]: REQUEST }, branch?: string): string {
    branches += 1;
    return repository.commit({ branch: branch ?? `ask-${branches}`, from: main(), write });
  }

  function main(): string {
    return repository.git(["rev-parse", "main"]).trim();
  }

  return {
    repository: {
      ...repository,
      remove() {
        for (const one of [repository, ...clones]) one.remove();
      },
    },
    base,
    cut(depth) {
      const clone = depth === undefined ? repository : cloneOf(repository, [`--depth=${depth}`]);
      if (depth !== undefined) clones.push(clone);
      context = contextWith(historyOf(clone));
    },
    context: () => context,
    merged,
    ask,
    grant(write = { [ASK]: REQUEST }) {
      const head = ask(write);
      const commit = repository.commit({ branch: "main", merge: head, write });
      merged(commit, head);
      return commit;
    },
    push: (write, remove = []) => repository.commit({ branch: "main", write, remove }),
    reconcile(now) {
      ours = now;
      return reconcile(context, now);
    },
    held: (place) =>
      [...account(place).entries.values()].flatMap(({ mark, member }) =>
        mark === undefined ? [] : [`${mark.who} ${mark.what}${member ? "" : " (in part)"}`],
      ),
    account,
    ledger,
    told,
    skewed(seconds, now) {
      skew = seconds;
      asked = now;
    },
    putRight(clock) {
      right = clock;
    },
    silence(isSilent) {
      silent = isSilent;
    },
  };
}
