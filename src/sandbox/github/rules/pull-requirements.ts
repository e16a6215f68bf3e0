import { isAncestor } from "../git/history.js";
import { canWrite } from "../world/access.js";
import type { Account, CheckRun, PullRequest, Repository, Review } from "../world/nouns.js";
import type { World } from "../world/world.js";
import type { BranchRules, RequiredCheck } from "./branch-rules.js";
import { isOwner, ownersOfPull } from "./code-owner-reviews.js";

/** The opinion of each reviewer: their last review that was not merely a comment. */
export function opinions(pull: PullRequest): readonly Review[] {
  const last = new Map<Account, Review>();
  for (const review of pull.pull.reviews) {
    if (review.state === "COMMENTED" || review.state === "PENDING") continue;
    last.set(review.author.account, review);
  }
  return [...last.values()];
}

/** The latest run of a check on a commit, by the App that is trusted for it where one is named. */
export function latestRun(repository: Repository, sha: string, check: RequiredCheck): CheckRun | undefined {
  return repository.checkRuns.findLast(
    (run) =>
      run.suite.headSha === sha &&
      run.name === check.context &&
      (check.appId === undefined || run.suite.app.id === check.appId),
  );
}

async function missingReviews(
  world: World,
  repository: Repository,
  issue: PullRequest,
  rules: BranchRules,
): Promise<string[]> {
  const wanted = rules.pullRequest;
  if (!wanted || wanted.bypassed) return [];
  const counted = opinions(issue).filter((review) => canWrite(world, repository, review.author));
  const approvals = counted.filter((review) => review.state === "APPROVED");
  const missing: string[] = [];
  if (counted.some((review) => review.state === "CHANGES_REQUESTED"))
    missing.push("Changes have been requested by reviewers with write access.");
  if (approvals.length < wanted.count) {
    const [subject, verb] = wanted.count === 1 ? ["review", "is"] : ["reviews", "are"];
    missing.push(`At least ${wanted.count} approving ${subject} ${verb} required by reviewers with write access.`);
  }
  if (wanted.codeOwners) {
    const open = (await ownersOfPull(world, repository, issue)).filter(
      (owners) => !approvals.some((review) => isOwner(world, owners, review.author.account)),
    );
    const names = new Set(
      open.flatMap((owners) => [
        ...[...owners.users].map((user) => user.login),
        ...[...owners.teams].map((team) => `${team.organization.account.login}/${team.slug}`),
      ]),
    );
    if (names.size > 0) missing.push(`Waiting on code owner review from ${[...names].join(", ")}.`);
  }
  if (
    wanted.lastPush &&
    !approvals.some(
      (review) => review.commitId === issue.pull.headSha && review.author.account !== issue.pull.lastPusher,
    )
  )
    missing.push("New changes require approval from someone other than the last pusher.");
  return missing;
}

function missingChecks(repository: Repository, sha: string, rules: BranchRules): string[] {
  return (rules.checks?.contexts ?? []).flatMap((check) => {
    const run = latestRun(repository, sha, check);
    if (!run) return [`Required status check "${check.context}" is expected.`];
    if (run.status !== "completed") return [`Required status check "${check.context}" is in progress.`];
    const passed = run.conclusion === "success" || run.conclusion === "neutral" || run.conclusion === "skipped";
    return passed ? [] : [`Required status check "${check.context}" is failing.`];
  });
}

export interface Missing {
  readonly rules: BranchRules;
  readonly messages: readonly string[];
  /** Only that the head lacks commits of the base. */
  readonly behind: boolean;
}

/** What still stands between a pull request and its merge, for each source of rules that the actor cannot bypass. */
export async function missingFor(
  world: World,
  repository: Repository,
  issue: PullRequest,
  sources: readonly BranchRules[],
): Promise<readonly Missing[]> {
  const missing: Missing[] = [];
  for (const rules of sources) {
    if (rules.bypass !== "never") continue;
    const messages = [
      ...missingChecks(repository, issue.pull.headSha, rules),
      ...(await missingReviews(world, repository, issue, rules)),
      ...(rules.forbidUpdate ? ["You're not authorized to push to this branch."] : []),
    ];
    const base = repository.git.ref(`refs/heads/${issue.pull.baseRef}`);
    const behind =
      rules.checks?.strict === true &&
      base !== undefined &&
      !(await isAncestor(repository.git, base, issue.pull.headSha));
    if (behind) messages.push("The head branch is not up to date with the base branch.");
    if (messages.length > 0) missing.push({ rules, messages, behind });
  }
  return missing;
}
