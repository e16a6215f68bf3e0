import { changeRef } from "../effects/change-ref.js";
import { markMerged } from "../effects/issue-effects.js";
import { refMoved } from "../effects/ref-moved.js";
import { commitFor, signatureOf } from "../effects/sign-commit.js";
import { commitsBetween, isAncestor, mergeTrees } from "../git/history.js";
import { optionalText } from "../http/body.js";
import { notFound, problem } from "../http/problem.js";
import {
  type Answer,
  author,
  noContent,
  ok,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { rulesFor } from "../rules/branch-rules.js";
import { missingFor } from "../rules/pull-requirements.js";
import { api } from "../shapes/common.js";
import { canWrite } from "../world/access.js";
import type { Author, PullRequest, Repository } from "../world/nouns.js";
import { fullName } from "../world/world.js";
import { pullOf } from "./pulls.js";

/** Merging, with everything that can stand in the way. */

async function checkRules(
  request: RepositoryRequest,
  issue: PullRequest,
  actor: Author,
  method: string,
): Promise<void> {
  const { github, repository } = request;
  const sources = rulesFor(github.world, repository, `refs/heads/${issue.pull.baseRef}`, actor).map((rules) =>
    // Whoever may pass by through a pull request is doing just that.
    rules.bypass === "pull_request" ? { ...rules, bypass: "always" as const } : rules,
  );
  for (const { rules, messages } of await missingFor(github.world, repository, issue, sources)) {
    const text = messages.join("\n\n");
    throw problem(405, rules.source === "ruleset" ? `Repository rule violations found\n\n${text}\n\n` : text);
  }
  for (const rules of sources) {
    if (rules.bypass === "always") continue;
    if (rules.linearHistory && method === "merge")
      throw problem(405, "Merge commits are not allowed on this repository.");
    const methods = rules.pullRequest?.methods ?? [];
    if (methods.length > 0 && !methods.includes(method))
      throw problem(405, `Repository rule violations found\n\nThis branch must not be merged by ${method}.\n\n`);
  }
}

async function message(request: RepositoryRequest, issue: PullRequest, squash: boolean): Promise<string> {
  const { repository, body } = request;
  const { pull } = issue;
  const title = optionalText(body, "commit_title");
  const text = optionalText(body, "commit_message");
  if (!squash) {
    const first =
      title ?? `Merge pull request #${issue.number} from ${pull.headRepository.owner.login}/${pull.headRef}`;
    const rest = text ?? (title === undefined ? issue.title : "");
    return rest === "" ? first : `${first}\n\n${rest}`;
  }
  const base = repository.git.ref(`refs/heads/${pull.baseRef}`);
  const shas = await commitsBetween(repository.git, base, pull.headSha);
  const messages = await Promise.all(shas.map(async (sha) => (await repository.git.commit(sha))?.message.trim() ?? ""));
  const single = messages.length === 1 ? (messages[0] ?? "") : undefined;
  const [subject = "", ...details] = (single ?? "").split("\n");
  const first = title ?? `${single === undefined ? issue.title : subject} (#${issue.number})`;
  const rest =
    text ?? (single === undefined ? messages.map((each) => `* ${each}`).join("\n\n") : details.join("\n").trim());
  return rest === "" ? first : `${first}\n\n${rest}`;
}

async function merge(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const { world } = github;
  const actor = author(request);
  const issue = pullOf(request);
  const { pull } = issue;
  const method = optionalText(body, "merge_method") ?? "merge";
  if (!canWrite(world, repository, actor)) throw problem(403, "Must have push access to merge pull requests.");
  if (issue.state === "closed" || pull.draft) throw problem(405, "Pull Request is not mergeable");
  if (method !== "merge" && method !== "squash")
    throw problem(405, "Rebase merges are not allowed on this repository.");
  const expected = optionalText(body, "sha");
  if (expected !== undefined && expected !== pull.headSha)
    throw problem(409, "Head branch was modified. Review and try the merge again.");
  const ref = `refs/heads/${pull.baseRef}`;
  const before = repository.git.ref(ref);
  if (before === undefined) throw problem(405, "Base branch was modified. Review and try the merge again.");
  const tree = await mergeTrees(repository.git, before, pull.headSha);
  if (tree === undefined) throw problem(405, "Pull Request is not mergeable");
  await checkRules(request, issue, actor, method);
  const squash = method === "squash";
  const sha = commitFor(
    world,
    repository,
    actor.account,
    {
      tree,
      parents: squash ? [before] : [before, pull.headSha],
      message: await message(request, issue, squash),
    },
    // A squash is the work of who wrote the pull request; a merge, of who merged it.
    signatureOf(world, squash ? issue.author.account : actor.account),
  );
  repository.git.setRef(ref, sha);
  await refMoved(github, repository, actor, { ref, before, after: sha }, issue);
  await markMerged(github, repository, issue, actor, sha);
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
}

function checkMerged(request: RepositoryRequest): Answer {
  if (!pullOf(request).pull.merged) throw notFound();
  return noContent();
}

async function updateBranch(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const actor = author(request);
  const issue = pullOf(request);
  const { pull } = issue;
  const expected = optionalText(body, "expected_head_sha");
  const base = repository.git.ref(`refs/heads/${pull.baseRef}`);
  const failed = (message: string) =>
    problem(422, "Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);
  if (expected !== undefined && expected !== pull.headSha)
    throw problem(422, `expected head sha didn't match current head ref.`);
  if (issue.state === "closed" || base === undefined) throw failed("pull request is closed");
  // A fork's branch is its owner's, who has not let others edit it.
  if (pull.headRepository !== repository) throw problem(403, "Resource not accessible: the head is in a fork");
  if (await isAncestor(repository.git, base, pull.headSha))
    throw problem(422, "There are no new commits on the base branch.");
  const tree = await mergeTrees(repository.git, pull.headSha, base);
  if (tree === undefined) throw problem(422, "merge conflict between base and head");
  const after = commitFor(github.world, repository, actor.account, {
    tree,
    parents: [pull.headSha, base],
    message: `Merge branch '${pull.baseRef}' into ${pull.headRef}`,
  });
  await changeHead(request, actor, issue, repository, after);
  const url = api(github.world, `/repos/${fullName(repository)}/pulls/${issue.number}`);
  return { status: 202, body: { message: "Updating pull request branch.", url } };
}

async function changeHead(
  request: RepositoryRequest,
  actor: Author,
  issue: PullRequest,
  repository: Repository,
  after: string,
): Promise<void> {
  const change = { ref: `refs/heads/${issue.pull.headRef}`, before: issue.pull.headSha, after };
  await changeRef(request.github, repository, actor, change, { force: false, refusedAs: 422 });
}

const PULL = "/repos/{owner}/{repo}/pulls/{pull_number}";

export const mergeRoutes: readonly Route[] = [
  repositoryRoute(`GET ${PULL}/merge`, "pull_requests:read", checkMerged),
  repositoryRoute(`PUT ${PULL}/merge`, "contents:write", merge, "read"),
  repositoryRoute(`PUT ${PULL}/update-branch`, "pull_requests:write", updateBranch, "write"),
];
