import type { Account } from "../../../src/model/facts.js";
import type { MergeResult } from "../../../src/ports/forge.js";
import { type GitHub, MAIN } from "./github.js";
import type { Pull } from "./nouns.js";

export function openPull(
  { git, branches, pulls, nextNumber, time, wake }: GitHub,
  of: {
    readonly by: Account;
    readonly branch: string;
    readonly title: string;
    readonly fork?: boolean;
    readonly draft?: boolean;
  },
): Pull | undefined {
  const head = branches.get(of.branch);
  const main = branches.get(MAIN);
  // GitHub opens none where there is nothing to merge, and no second one of a branch.
  if (head === undefined || main === undefined || git.isAncestor(head, main)) return undefined;
  if ([...pulls.values()].some((pull) => pull.open && pull.branch === of.branch)) return undefined;
  const { by: author, branch, title, fork = false, draft = false } = of;
  const opened = time.now();
  const pull: Pull = {
    number: nextNumber(),
    title,
    author,
    branch,
    fork,
    opened,
    head,
    open: true,
    draft,
    waitingSince: opened,
    reviews: [],
  };
  pulls.set(pull.number, pull);
  wake([{ kind: "check", pull: pull.number }]);
  return pull;
}

export type MergeMethod = "merge" | "squash" | "rebase";

/** As the merge button does it, for whoever may: nothing is protected here. */
export function mergePull(
  github: GitHub,
  pull: Pull,
  by: Account,
  of: { readonly method: MergeMethod; readonly head?: string; readonly message: string },
): MergeResult {
  const { git, time } = github;
  if (pull.merged) return { merged: true, commit: pull.merged.commit };
  if (of.head !== undefined && pull.head !== of.head) {
    return { merged: false, because: "moved", message: "Head branch was modified. Review and try the merge again." };
  }
  const before = github.main();
  const tree = git.merge(before, pull.head);
  if (!pull.open || pull.draft || tree === undefined) {
    return { merged: false, because: "refused", message: "Pull Request is not mergeable" };
  }
  const commit = make(github, pull, by, { ...of, before, tree });
  pull.open = false;
  pull.merged = { at: time.now(), commit, by, before };
  github.move(MAIN, commit, by, pull);
  return { merged: true, commit };
}

function make(
  { git, time }: GitHub,
  pull: Pull,
  by: Account,
  of: {
    readonly method: MergeMethod;
    readonly message: string;
    readonly before: string;
    readonly tree: ReturnType<GitHub["git"]["get"]>["tree"];
  },
): string {
  const { before, tree, message } = of;
  const shared = { tree, author: by.login, message, at: time.now(), clean: false };
  switch (of.method) {
    case "merge":
      return git.commit({ ...shared, parents: [before, pull.head], clean: true });
    case "squash":
      return git.commit({ ...shared, parents: [before] });
    case "rebase": {
      let tip = before;
      for (const commit of git.between(before, pull.head)) {
        if (commit.parents.length > 1) continue;
        const next = new Map(git.get(tip).tree);
        for (const { path, status, mode, blob } of git.own(commit)) {
          if (status === "deleted") next.delete(path);
          else next.set(path, { mode, blob });
        }
        tip = git.commit({ ...shared, tree: next, author: commit.author, parents: [tip] });
      }
      return tip;
    }
    default:
      return of.method satisfies never;
  }
}

export function closePull(github: GitHub, pull: Pull): void {
  if (!pull.open) return;
  pull.open = false;
  github.wake([{ kind: "reconcile" }]);
}

export function reopenPull(github: GitHub, pull: Pull): void {
  if (pull.open || pull.merged || !github.branches.has(pull.branch)) return;
  pull.open = true;
  pull.head = github.branches.get(pull.branch) ?? pull.head;
  pull.waitingSince = github.time.now();
  github.wake([{ kind: "check", pull: pull.number }]);
}

export function review(
  github: GitHub,
  pull: Pull,
  by: Account,
  state: "approved" | "changes-requested" | "commented",
): void {
  // GitHub lets nobody approve their own.
  if (state === "approved" && by.id === pull.author.id) return;
  pull.reviews.push({ by, state, commit: pull.head, at: github.time.now() });
  github.wake([{ kind: "check", pull: pull.number }]);
}

export function dismiss(github: GitHub, pull: Pull, index: number): void {
  const given = pull.reviews[index];
  if (given === undefined || given.dismissedAt !== undefined || given.state === "commented") return;
  given.dismissedAt = github.time.now();
  github.wake([{ kind: "check", pull: pull.number }]);
}

export function say(github: GitHub, of: { readonly on: number; readonly by: Account; readonly body: string }): number {
  const id = 1000 + github.comments.length;
  const { on: issue, by, body } = of;
  const onPull = github.pulls.has(issue);
  github.comments.push({ id, issue, onPull, by, at: github.time.now(), edited: false, body });
  if (body.includes("/curfew")) github.wake([{ kind: "answer", issue }]);
  return id;
}
