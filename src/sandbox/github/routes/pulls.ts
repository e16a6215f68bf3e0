import { close, emitPull, isPull, note, reopen, requestCodeOwners, requestReview } from "../effects/issue-effects.js";
import { changedFiles, commitsBetween, mergeBase } from "../git/history.js";
import { takeIn } from "../git/take-in.js";
import { flag, optionalText, text, textList } from "../http/body.js";
import { invalid, notFound, problem } from "../http/problem.js";
import {
  type Answer,
  author,
  created,
  numberParam,
  ok,
  page,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { commitShape, diffEntry } from "../shapes/commit.js";
import { teamShape } from "../shapes/organization.js";
import { fullPull, pullShape, startOf } from "../shapes/pull.js";
import { simpleUser } from "../shapes/user.js";
import { canWrite, hasRole } from "../world/access.js";
import type { PullRequest, Repository } from "../world/nouns.js";
import { findAccount, findTeam } from "../world/world.js";
import { headNamed } from "./forks.js";
import { checkLength, editTexts, nextNumber } from "./issues.js";

export function pullOf(request: RepositoryRequest): PullRequest {
  const issue = request.repository.issues.get(numberParam(request, "pull_number"));
  if (!issue || !isPull(issue)) throw notFound();
  return issue;
}

function list(request: RepositoryRequest): Answer {
  const { github, repository, query } = request;
  const state = query.get("state") ?? "open";
  const head = query.get("head")?.split(":");
  const base = query.get("base");
  const sort = query.get("sort") ?? "created";
  const descending = (query.get("direction") ?? (sort === "created" ? "desc" : "asc")) === "desc";
  const key = (issue: PullRequest) => (sort === "updated" ? issue.updatedAt : issue.createdAt);
  const pulls = [...repository.issues.values()]
    .filter(isPull)
    .filter((issue) => state === "all" || issue.state === state)
    .filter(
      (issue) =>
        // Without an owner GitHub does not filter at all.
        head?.[1] === undefined ||
        (issue.pull.headRef === head[1] &&
          head[0]?.toLowerCase() === issue.pull.headRepository.owner.login.toLowerCase()),
    )
    .filter((issue) => base === null || issue.pull.baseRef === base)
    .sort((a, b) => (key(a) - key(b) || a.number - b.number) * (descending ? -1 : 1));
  return page(
    request,
    pulls.map((issue) => pullShape(github.world, repository, issue)),
  );
}

async function open(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const { world } = github;
  const actor = author(request);
  const title = text(body, "title");
  const { repository: headRepository, branch: headRef } = headNamed(world, repository, text(body, "head"));
  const baseRef = text(body, "base");
  checkLength(body, "PullRequest");
  const headSha = headRepository.git.ref(`refs/heads/${headRef}`);
  const baseSha = repository.git.ref(`refs/heads/${baseRef}`);
  if (headSha === undefined) throw invalid("PullRequest", "head", "invalid");
  if (baseSha === undefined) throw invalid("PullRequest", "base", "invalid");
  const custom = (message: string) =>
    problem(422, "Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);
  for (const issue of repository.issues.values()) {
    const same = issue.pull?.headRepository === headRepository && issue.pull.headRef === headRef;
    if (issue.state === "open" && same && issue.pull?.baseRef === baseRef)
      throw custom(`A pull request already exists for ${headRepository.owner.login}:${headRef}.`);
  }
  await takeIn(repository, headRepository, headSha);
  const start = await mergeBase(repository.git, baseSha, headSha);
  if (start === undefined) throw custom(`The ${headRef} branch has no history in common with ${baseRef}`);
  if (start === headSha) throw custom(`No commits between ${baseRef} and ${headRef}`);
  const now = world.clock.now();
  const issue: PullRequest = {
    id: world.nextId(),
    number: nextNumber(repository),
    author: actor,
    createdAt: now,
    updatedAt: now,
    comments: [],
    events: [],
    reactions: [],
    labels: new Set(),
    assignees: new Set(),
    title,
    body: optionalText(body, "body") ?? null,
    state: "open",
    stateReason: null,
    closedAt: undefined,
    closedBy: undefined,
    pull: {
      id: world.nextId(),
      headRepository,
      headRef,
      baseRef,
      headSha,
      baseSha,
      draft: flag(body, "draft"),
      reviews: [],
      requestedReviewers: new Set(),
      requestedTeams: new Set(),
      lastPusher: lastPusher(headRepository, headRef) ?? actor.account,
      testMergeSha: null,
      merged: undefined,
    },
  };
  repository.issues.set(issue.number, issue);
  repository.git.setRef(`refs/pull/${issue.number}/head`, headSha);
  await emitPull(github, repository, issue, actor, "opened");
  await requestCodeOwners(github, repository, issue, actor);
  return created(await fullPull(world, repository, issue));
}

function lastPusher(repository: Repository, branch: string) {
  return repository.activity.findLast((activity) => activity.ref === `refs/heads/${branch}`)?.actor;
}

async function edit(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const actor = author(request);
  const issue = pullOf(request);
  const changes = editTexts(request, issue, "PullRequest");
  const base = optionalText(body, "base");
  if (base !== undefined && base !== issue.pull.baseRef) {
    const sha = repository.git.ref(`refs/heads/${base}`);
    if (sha === undefined || issue.state === "closed") throw invalid("PullRequest", "base", "invalid");
    changes["base"] = { ref: { from: issue.pull.baseRef }, sha: { from: issue.pull.baseSha } };
    note(github, issue, actor, "base_ref_changed");
    issue.pull.baseRef = base;
    issue.pull.baseSha = sha;
  }
  if (Object.keys(changes).length > 0) {
    issue.updatedAt = github.world.clock.now();
    await emitPull(github, repository, issue, actor, "edited", { changes });
  }
  const state = optionalText(body, "state");
  if (state === "closed" && issue.state === "open") await close(github, repository, issue, actor, null);
  if (state === "open" && issue.state === "closed") await reopenPull(request, issue);
  return ok(await fullPull(github.world, repository, issue));
}

async function reopenPull(request: RepositoryRequest, issue: PullRequest): Promise<void> {
  const { github, repository } = request;
  const head = issue.pull.headRepository.git.ref(`refs/heads/${issue.pull.headRef}`);
  // What was merged stays merged; what lost its branch, or was overwritten, cannot come back.
  if (issue.pull.merged || head !== issue.pull.headSha)
    throw problem(422, "Validation Failed", [
      { resource: "PullRequest", code: "invalid", field: "state", message: "state cannot be changed." },
    ]);
  await reopen(github, repository, issue, author(request));
}

async function listFiles(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const issue = pullOf(request);
  const start = await startOf(repository, issue);
  const files = start === undefined ? [] : await changedFiles(repository.git, start, issue.pull.headSha);
  return page(
    request,
    files.map((file) => diffEntry(github.world, repository, file, issue.pull.headSha)),
  );
}

async function listCommits(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const issue = pullOf(request);
  const shas = await commitsBetween(repository.git, await startOf(repository, issue), issue.pull.headSha);
  // GitHub lists no more than this many.
  const answer = page(request, shas.slice(0, 250));
  const commits = (answer.body as string[]).map(async (sha) => {
    const commit = await repository.git.commit(sha);
    if (!commit) throw notFound();
    return commitShape(github.world, repository, sha, commit);
  });
  return { ...answer, body: await Promise.all(commits) };
}

function reviewersIn(request: RepositoryRequest, issue: PullRequest) {
  const { github, repository, body } = request;
  const accounts = textList(body, "reviewers").map((login) => {
    const account = findAccount(github.world, login);
    if (account === issue.author.account) throw problem(422, "Review cannot be requested from pull request author.");
    if (!account || !hasRole(github.world, repository, account, "read") || account.type !== "User")
      throw problem(
        422,
        "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the " +
          `${repository.owner.login}/${repository.name} repository.`,
      );
    return account;
  });
  const teams = textList(body, "team_reviewers").map((slug) => {
    const team = findTeam(github.world, repository.owner.login, slug);
    if (!team || !repository.teams.has(team))
      throw problem(422, `Could not resolve to a node with the global id of '${slug}'`);
    return team;
  });
  return { accounts, teams };
}

async function request(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const issue = pullOf(request);
  const actor = author(request);
  if (actor.account !== issue.author.account && actor.kind === "user" && !canWrite(github.world, repository, actor))
    throw problem(403, "Must have admin rights to Repository.");
  await requestReview(github, repository, issue, actor, reviewersIn(request, issue));
  return created(pullShape(github.world, repository, issue));
}

async function removeRequest(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const issue = pullOf(request);
  const actor = author(request);
  const { accounts, teams } = reviewersIn(request, issue);
  for (const account of accounts) {
    if (!issue.pull.requestedReviewers.delete(account)) continue;
    note(github, issue, actor, "review_request_removed", { requestedReviewer: account });
    const requested_reviewer = simpleUser(github.world, account);
    await emitPull(github, repository, issue, actor, "review_request_removed", { requested_reviewer });
  }
  for (const team of teams) {
    if (issue.pull.requestedTeams.delete(team))
      note(github, issue, actor, "review_request_removed", { requestedTeam: team });
  }
  return ok(pullShape(github.world, repository, issue));
}

function listRequested(request: RepositoryRequest): Answer {
  const { world } = request.github;
  const { pull } = pullOf(request);
  return ok({
    users: [...pull.requestedReviewers].map((account) => simpleUser(world, account)),
    teams: [...pull.requestedTeams].map((team) => teamShape(world, team)),
  });
}

const PULL = "/repos/{owner}/{repo}/pulls/{pull_number}";

export const pullRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/pulls", "pull_requests:read", list),
  repositoryRoute("POST /repos/{owner}/{repo}/pulls", "pull_requests:write", open, "read"),
  repositoryRoute(`GET ${PULL}`, "pull_requests:read", async (request) =>
    ok(await fullPull(request.github.world, request.repository, pullOf(request))),
  ),
  repositoryRoute(`PATCH ${PULL}`, "pull_requests:write", edit, "read"),
  repositoryRoute(`GET ${PULL}/files`, "pull_requests:read", listFiles),
  repositoryRoute(`GET ${PULL}/commits`, "pull_requests:read", listCommits),
  repositoryRoute(`GET ${PULL}/requested_reviewers`, "pull_requests:read", listRequested),
  repositoryRoute(`POST ${PULL}/requested_reviewers`, "pull_requests:write", request, "read"),
  repositoryRoute(`DELETE ${PULL}/requested_reviewers`, "pull_requests:write", removeRequest, "triage"),
];
