import type { Review } from "../../../src/model/facts.js";
import type { Instant } from "../../../src/model/instant.js";
import { Failure } from "../../../src/ports/failure.js";
import type { Commit, Forge, PullRequest, Push } from "../../../src/ports/forge.js";
import type { Faults } from "../faults.js";
import type { Process } from "../scheduler.js";
import { accountOf, mayWrite, SELF } from "../world/accounts.js";
import { NO_COMMIT, withFiles } from "../world/git.js";
import { type GitHub, MAIN } from "../world/github.js";
import type { Pull } from "../world/nouns.js";
import { closePull, mergePull, openPull } from "../world/pulls.js";
import type { MachineClock } from "../world/time.js";

export const REPOSITORY = "acme/access";

/** What the forge is to one process. Every method that writes may be called again. */
export function createForgePort(
  process: Process,
  clock: MachineClock,
  github: GitHub,
  faults: Faults,
  /** Told before we merge something. */
  onMerge: (pull: Pull) => void,
): Forge {
  const { git, pulls, time } = github;
  let skew: number | undefined;

  function noteTime(): void {
    skew = (time.now() - clock.now()) / 1000;
  }

  async function call<Value>(name: string, work: () => Value): Promise<Value> {
    try {
      const answer = await faults.call(process, "forge", name, work);
      noteTime();
      return answer;
    } catch (error) {
      // A refusal is an answer, too.
      if (error instanceof Failure && !error.transient) noteTime();
      throw error;
    }
  }

  function pullOf(number: number): Pull {
    const pull = pulls.get(number);
    if (pull === undefined) throw new Failure(`there is no pull request ${number}`, { transient: false });
    return pull;
  }

  function setComment(pull: number, marker: string, body: string, make: boolean): void {
    const known = github.ownComments.find((one) => one.pull === pull && one.marker === marker);
    if (known) known.body = body;
    else if (make) github.ownComments.push({ pull, marker, body });
  }

  function openOf(branch: string): Pull | undefined {
    return [...pulls.values()].find((one) => one.open && one.branch === branch);
  }

  return {
    repository: REPOSITORY,
    defaultBranch: MAIN,
    self: SELF.login,
    skew: () => skew,
    askTime: () => call("askTime", () => time.now()),
    pullRequest: (number) => call("pullRequest", () => shown(github, pullOf(number))),
    openPullRequests: () =>
      call("openPullRequests", () => [...pulls.values()].filter(({ open }) => open).map((pull) => shown(github, pull))),
    pullRequestOfMerge: (commit) =>
      call("pullRequestOfMerge", () => {
        const found = [...pulls.values()].find((pull) => pull.merged?.commit === commit);
        return found && shown(github, found);
      }),
    reviews: (number, at) => call("reviews", () => reviewsAt(pullOf(number), at)),
    commits: (number) => call("commits", () => commitsOf(github, pullOf(number))),
    pushes: (pull, at) => call("pushes", () => pushesOf(github, pull, at)),
    mayWrite: ({ login }) => call("mayWrite", () => mayWrite(login)),
    rejectedOwners: (commit) =>
      call("rejectedOwners", () => {
        const owners = git.get(commit).tree.get(".github/CODEOWNERS");
        return owners === undefined ? [] : ["@heidi", "@mallory"];
      }),
    waitingSince: ({ number }) => call("waitingSince", () => pullOf(number).waitingSince),
    publishCheck: (name, head, check) =>
      call("publishCheck", () => {
        if (check.title === "" || name === "" || head === "") throw new Error("a check without a title");
      }),
    comment: (pull, marker, body) => call("comment", () => setComment(pull, marker, body, true)),
    reviseComment: (pull, marker, body) => call("reviseComment", () => setComment(pull, marker, body, false)),
    requestReviews: () => call("requestReviews", () => undefined),
    merge: (number, head, { title, body }) =>
      call("merge", () => {
        const pull = pullOf(number);
        if (!pull.merged && pull.head === head) onMerge(pull);
        return mergePull(github, pull, SELF, { method: "merge", head, message: `${title}\n\n${body}` });
      }),
    close: (number) => call("close", () => closePull(github, pullOf(number))),
    async openRemoval({ branch, path, base, title, message }) {
      const there = await call("read the file", () => git.get(github.main()).tree.has(path));
      if (!there) return undefined;
      const head = await call("read the branch", () => github.branches.get(branch));
      const right = head !== undefined && removesAlone(github, head, path);
      if (!right) {
        await call("write the branch", () => {
          const tree = withFiles(git.get(base).tree, { [path]: undefined });
          const author = SELF.login;
          const commit = git.commit({ parents: [base], tree, author, message, at: time.now(), clean: false });
          github.move(branch, commit, SELF);
        });
      }
      return call("open the removal", () => {
        const pull = openOf(branch) ?? openPull(github, { by: SELF, branch, title });
        if (pull === undefined) throw new Failure("Validation Failed: No commits between", { transient: false });
        return shown(github, pull);
      });
    },
    deleteBranch: (branch) => call("deleteBranch", () => github.move(branch, undefined, SELF)),
    mergedBranches: (prefix) =>
      call("mergedBranches", () =>
        [...github.branches.keys()].filter((branch) => {
          const of = [...pulls.values()].filter((pull) => pull.branch === branch && !pull.fork);
          return branch.startsWith(prefix) && of.length > 0 && of.every((one) => one.merged && one.author === SELF);
        }),
      ),
  };
}

export function shown({ main }: GitHub, pull: Pull): PullRequest {
  const { number, title, author, draft, open, opened, merged, head, branch, fork } = pull;
  return {
    number,
    title,
    author,
    draft,
    open,
    opened,
    ...(merged ? { merged: { at: merged.at, commit: merged.commit, by: merged.by } } : {}),
    head: { commit: head, branch, repository: fork ? `${author.login}/access` : REPOSITORY },
    base: { commit: merged?.before ?? main(), branch: MAIN },
  };
}

function reviewsAt({ reviews }: Pull, at: Instant | undefined): readonly Review[] {
  const until = at ?? Number.POSITIVE_INFINITY;
  return reviews
    .filter((given) => given.at <= until)
    .map(({ dismissedAt, by, state, commit, at: given }): Review => {
      if (dismissedAt === undefined || dismissedAt > until) return { by, state, commit, at: given };
      const was = state === "approved" || state === "changes-requested" ? { was: state } : {};
      return { by, state: "dismissed", ...was, commit, at: given };
    });
}

function commitsOf({ git, main }: GitHub, { head, merged }: Pull): readonly Commit[] {
  return git.between(merged?.before ?? main(), head).map(({ id, author, parents }) => ({
    commit: id,
    writers: author === "nobody" ? [] : [accountOf(author)],
    unknown: author === "nobody" ? ["nobody@example.org"] : [],
    parents,
  }));
}

function pushesOf({ activities }: GitHub, pull: PullRequest, at: Instant | undefined): readonly Push[] {
  const all = activities
    .filter((one) => one.branch === pull.head.branch && (at === undefined || one.at <= at))
    .toReversed();
  const last = all.findIndex(({ after }) => after === pull.head.commit);
  if (last < 0) throw new Failure("the forge does not say yet who pushed", { transient: true });
  const first = all.findIndex(
    ({ before, at: made }, index) => index >= last && before === NO_COMMIT && made <= pull.opened,
  );
  if (first < 0) throw new Failure("the forge does not say who made the branch", { transient: false });
  return all
    .slice(last, first + 1)
    .filter(({ after }) => after !== NO_COMMIT)
    .map(({ by, before, after }) => ({ by, before, after }));
}

function removesAlone({ git, main }: GitHub, head: string, path: string): boolean {
  const [commit, ...more] = git.between(main(), head);
  if (commit === undefined || more.length > 0) return false;
  const changes = git.own(commit);
  return changes.length === 1 && changes[0]?.status === "deleted" && changes[0].path === path;
}
