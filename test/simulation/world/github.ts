import type { Account } from "../../../src/model/facts.js";
import { type Git, NO_COMMIT, type Tree } from "./git.js";
import type { Activity, Issue, OwnComment, Pull, SaidComment, Wake } from "./nouns.js";
import type { Time } from "./time.js";

export const MAIN = "main";

/** The forge: branches, what moved them, pull requests and what is said. It knows nothing of Curfew but its account. */
export interface GitHub {
  readonly git: Git;
  readonly time: Time;
  readonly branches: Map<string, string>;
  readonly activities: Activity[];
  readonly pulls: Map<number, Pull>;
  readonly comments: SaidComment[];
  readonly ownComments: OwnComment[];
  readonly issues: Issue[];
  /** Pull requests and issues share their numbers. */
  nextNumber(): number;
  main(): string;
  /** Moves, makes or deletes a branch, with all that follows for pull requests. `merging` is told of by whoever merges. */
  move(branch: string, to: string | undefined, by: Account, merging?: Pull): void;
  wake(wakes: readonly Wake[]): void;
  /** Who listens; a wake that nobody listens to is lost. */
  onWake(listener: (wakes: readonly Wake[]) => void): void;
  /** Called for every first-parent commit that came to the default branch. */
  onMain(listener: (commits: readonly string[]) => void): void;
}

export function createGitHub(git: Git, time: Time, files: Tree): GitHub {
  const branches = new Map<string, string>();
  const activities: Activity[] = [];
  const pulls = new Map<number, Pull>();
  let number = 0;
  let awake: (wakes: readonly Wake[]) => void = () => undefined;
  let moved: (commits: readonly string[]) => void = () => undefined;
  const first = git.commit({
    parents: [],
    tree: files,
    author: "erin",
    message: "Begin",
    at: time.now(),
    clean: false,
  });
  branches.set(MAIN, first);

  function main(): string {
    return branches.get(MAIN) ?? NO_COMMIT;
  }

  function move(branch: string, to: string | undefined, by: Account, merging?: Pull): void {
    const before = branches.get(branch);
    if (before === to) return;
    if (to === undefined) branches.delete(branch);
    else branches.set(branch, to);
    const at = time.now();
    activities.push({ branch, before: before ?? NO_COMMIT, after: to ?? NO_COMMIT, by, at });
    for (const pull of pulls.values()) {
      if (pull.open && pull !== merging && !pull.fork && pull.branch === branch) headMoved(pull, to);
    }
    if (branch === MAIN && to !== undefined && before !== undefined) mainMoved(before, to, by, merging);
  }

  function headMoved(pull: Pull, to: string | undefined): void {
    if (to === undefined) {
      pull.open = false;
      awake([{ kind: "reconcile" }]);
      return;
    }
    pull.head = to;
    pull.waitingSince = time.now();
    awake([{ kind: "check", pull: pull.number }]);
  }

  function mainMoved(before: string, to: string, by: Account, merging: Pull | undefined): void {
    const added: string[] = [];
    for (const { id } of git.firstParents(to)) {
      if (id === before || git.isAncestor(id, before)) break;
      added.unshift(id);
    }
    for (const pull of pulls.values()) {
      if (!pull.open || pull === merging || !git.isAncestor(pull.head, to)) continue;
      const commit = added.find((id) => git.isAncestor(pull.head, id)) ?? to;
      pull.open = false;
      pull.merged = { at: time.now(), commit, by, before };
    }
    moved(added);
    const touched = added.flatMap((id) => git.own(git.get(id)).map(({ path }) => path));
    const requests = touched.length > 0 && touched.every((path) => path.startsWith("access/requests/"));
    awake(requests ? [{ kind: "reconcile" }] : [{ kind: "reconcile" }, { kind: "check-open" }]);
  }

  return {
    git,
    time,
    branches,
    activities,
    pulls,
    comments: [],
    ownComments: [],
    issues: [],
    nextNumber() {
      number += 1;
      return number;
    },
    main,
    move,
    wake: (wakes) => awake(wakes),
    onWake(listener) {
      awake = listener;
    },
    onMain(listener) {
      moved = listener;
    },
  };
}
