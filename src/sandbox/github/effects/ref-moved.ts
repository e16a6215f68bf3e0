import { ZERO_SHA } from "../git/git-objects.js";
import { changedFiles, commitsBetween, firstParents, isAncestor, mergeBase } from "../git/history.js";
import { takeIn } from "../git/take-in.js";
import type { GitHub } from "../github.js";
import { rulesFor } from "../rules/branch-rules.js";
import type { RefChange } from "../rules/push-refusal.js";
import { simpleCommit } from "../shapes/commit.js";
import type { Shape } from "../shapes/common.js";
import { pushRepository } from "../shapes/repository.js";
import type { Activity, Author, PullRequest, Repository } from "../world/nouns.js";
import { fullName } from "../world/world.js";
import { requestSuites } from "./check-effects.js";
import { close, dismiss, emitPull, isPull, markMerged, note, requestCodeOwners } from "./issue-effects.js";

/** Everything that follows from a ref having moved, however it was moved. */
export async function refMoved(
  github: GitHub,
  repository: Repository,
  actor: Author,
  change: RefChange,
  merging?: PullRequest,
): Promise<void> {
  const created = change.before === ZERO_SHA;
  const deleted = change.after === ZERO_SHA;
  const forced = !created && !deleted && !(await isAncestor(repository.git, change.before, change.after));
  repository.pushedAt = github.world.clock.now();
  if (change.ref.startsWith("refs/heads/")) {
    const type = merging
      ? "pr_merge"
      : created
        ? "branch_creation"
        : deleted
          ? "branch_deletion"
          : forced
            ? "force_push"
            : "push";
    record(github, repository, actor, change, type);
  }
  if (created || deleted) emitRef(github, repository, actor, change, created ? "create" : "delete");
  await emitPush(github, repository, actor, change, { created, deleted, forced });
  if (!change.ref.startsWith("refs/heads/")) return;
  const branch = change.ref.slice("refs/heads/".length);
  // A branch of a fork is the head of pull requests into what was forked.
  for (const base of repository.parent ? [repository, repository.parent] : [repository]) {
    for (const pull of [...base.issues.values()].filter(isPull)) {
      if (pull === merging || pull.state !== "open") continue;
      if (pull.pull.headRepository === repository && pull.pull.headRef === branch) {
        await headMoved(github, base, pull, actor, change, forced);
      }
      if (base === repository && pull.state === "open" && pull.pull.baseRef === branch) {
        await baseMoved(github, repository, pull, actor, change);
      }
    }
  }
  if (!deleted) await requestSuites(github, repository, actor, branch, change);
}

function record(
  github: GitHub,
  repository: Repository,
  actor: Author,
  change: RefChange,
  type: Activity["type"],
): void {
  const { world } = github;
  const { ref, before, after } = change;
  const timestamp = world.clock.now();
  repository.activity.push({ id: world.nextId(), ref, before, after, type, actor: actor.account, timestamp });
}

function emitRef(
  github: GitHub,
  repository: Repository,
  actor: Author,
  change: RefChange,
  event: "create" | "delete",
): void {
  const [, kind, ...name] = change.ref.split("/");
  github.webhooks.emit(event, repository, actor.account, {
    ref: name.join("/"),
    ref_type: kind === "tags" ? "tag" : "branch",
    ...(event === "create" ? { master_branch: repository.defaultBranch, description: null } : {}),
    pusher_type: "user",
  });
}

/** The files that a commit touched, as a push names them. */
async function pushedCommit(github: GitHub, repository: Repository, sha: string): Promise<Shape | null> {
  const commit = await repository.git.commit(sha);
  if (!commit) return null;
  const [parent] = commit.parents;
  const files = parent === undefined ? [] : await changedFiles(repository.git, parent, sha);
  return {
    ...simpleCommit(sha, commit),
    distinct: true,
    url: `${github.world.url}/${fullName(repository)}/commit/${sha}`,
    added: files.filter((file) => file.status === "added").map((file) => file.path),
    removed: files.filter((file) => file.status === "removed").map((file) => file.path),
    modified: files.filter((file) => file.status === "modified").map((file) => file.path),
  };
}

/** A push names at most this many commits. */
const PUSHED_COMMITS = 20;

async function emitPush(
  github: GitHub,
  repository: Repository,
  actor: Author,
  change: RefChange,
  how: { readonly created: boolean; readonly deleted: boolean; readonly forced: boolean },
): Promise<void> {
  const { ref, before, after } = change;
  const start = how.created ? repository.git.ref(`refs/heads/${repository.defaultBranch}`) : before;
  const shas = how.deleted ? [] : (await commitsBetween(repository.git, start, after)).slice(-PUSHED_COMMITS);
  const commits = await Promise.all(shas.map((sha) => pushedCommit(github, repository, sha)));
  const range = how.created ? after.slice(0, 12) : `${before.slice(0, 12)}...${after.slice(0, 12)}`;
  github.webhooks.emit("push", repository, actor.account, {
    ref,
    before,
    after,
    repository: pushRepository(github.world, repository),
    pusher: { name: actor.account.login, email: actor.account.email },
    ...how,
    base_ref: null,
    compare: `${github.world.url}/${fullName(repository)}/compare/${range}`,
    commits,
    head_commit: how.deleted ? null : await pushedCommit(github, repository, after),
  });
}

/** Whether a pull request proposes the same after its head moved, as when its base was merged into it. */
async function sameChange(repository: Repository, issue: PullRequest, before: string, after: string): Promise<boolean> {
  const base = repository.git.ref(`refs/heads/${issue.pull.baseRef}`);
  if (base === undefined) return false;
  const list = async (head: string) => {
    const start = await mergeBase(repository.git, base, head);
    if (start === undefined) return undefined;
    const files = await changedFiles(repository.git, start, head);
    return JSON.stringify(files.map((file) => [file.status, file.path, file.sha, file.patch]));
  };
  const [old, now] = await Promise.all([list(before), list(after)]);
  return old !== undefined && old === now;
}

async function headMoved(
  github: GitHub,
  repository: Repository,
  issue: PullRequest,
  actor: Author,
  change: RefChange,
  forced: boolean,
): Promise<void> {
  const { pull } = issue;
  if (change.after === ZERO_SHA) {
    await close(github, repository, issue, actor, null);
    return;
  }
  await takeIn(repository, pull.headRepository, change.after);
  pull.headSha = change.after;
  pull.baseSha = repository.git.ref(`refs/heads/${pull.baseRef}`) ?? pull.baseSha;
  pull.lastPusher = actor.account;
  repository.git.setRef(`refs/pull/${issue.number}/head`, change.after);
  if (forced) note(github, issue, actor, "head_ref_force_pushed");
  issue.updatedAt = github.world.clock.now();
  const dismisses = rulesFor(github.world, repository, `refs/heads/${pull.baseRef}`, { kind: "anonymous" }).some(
    (rules) => rules.pullRequest?.dismissStale,
  );
  if (dismisses && !(await sameChange(repository, issue, change.before, change.after))) {
    for (const review of pull.reviews) {
      if (review.state === "APPROVED") dismiss(github, repository, issue, review, actor, null, change.after);
    }
  }
  await emitPull(github, repository, issue, actor, "synchronize", { before: change.before, after: change.after });
  await requestCodeOwners(github, repository, issue, actor);
}

/** A pull request whose head has come into its base is merged, by whatever way it came. */
async function baseMoved(
  github: GitHub,
  repository: Repository,
  issue: PullRequest,
  actor: Author,
  change: RefChange,
): Promise<void> {
  const { pull } = issue;
  if (change.after === ZERO_SHA) {
    await close(github, repository, issue, actor, null);
    return;
  }
  if (!(await isAncestor(repository.git, pull.headSha, change.after))) return;
  let merged = change.after;
  for (const sha of await firstParents(repository.git, change.before, change.after)) {
    if (!(await isAncestor(repository.git, pull.headSha, sha))) continue;
    merged = sha;
    break;
  }
  await markMerged(github, repository, issue, actor, merged);
}
