import { close, emitIssue, emitPull, isPull, note, reopen } from "../effects/issue-effects.js";
import { type Body, optionalText, text, textList } from "../http/body.js";
import { notFound, problem } from "../http/problem.js";
import {
  type Answer,
  author,
  created,
  noContent,
  numberParam,
  ok,
  page,
  param,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { fullIssue, issueShape, labelShape } from "../shapes/issue.js";
import { simpleUser } from "../shapes/user.js";
import { hasPermission, hasRole } from "../world/access.js";
import type { Issue, Label, Level, Repository } from "../world/nouns.js";
import { findAccount, type World } from "../world/world.js";

/** No body may be longer. */
export const LONGEST_BODY = 65_536;

export function checkLength(body: Body, resource: string): void {
  const value = optionalText(body, "body");
  if (value !== undefined && [...value].length > LONGEST_BODY)
    throw problem(422, "Validation Failed", [
      { resource, code: "custom", field: "body", message: `body is too long (maximum is ${LONGEST_BODY} characters)` },
    ]);
}

/** Issues and pull requests share one sequence of numbers. */
export function nextNumber(repository: Repository): number {
  return repository.issues.size + 1;
}

export function issueOf(request: RepositoryRequest): Issue {
  const issue = request.repository.issues.get(numberParam(request, "issue_number"));
  if (!issue) throw notFound();
  return issue;
}

/** What is on a pull request an App may do with either permission; on an issue, only with that on issues. */
export function permitOn({ actor }: RepositoryRequest, issue: Issue, level: Level): void {
  if (actor.kind !== "installation" || isPull(issue) || hasPermission(actor.permissions, "issues", level)) return;
  throw problem(403, "Resource not accessible by integration");
}

/** Its author may edit an issue, and who may sort issues. */
function mayEdit(request: RepositoryRequest, issue: Issue): void {
  const actor = author(request);
  if (actor.kind === "installation" || actor.account === issue.author.account) return;
  if (!hasRole(request.github.world, request.repository, actor.account, "triage"))
    throw problem(403, "Must have admin rights to Repository.");
}

/** Edits title and body as far as they are given, and says what they were, as the webhook does. */
export function editTexts(
  request: RepositoryRequest,
  issue: Issue,
  resource: "Issue" | "PullRequest",
): Record<string, unknown> {
  const { github, body } = request;
  mayEdit(request, issue);
  checkLength(body, resource);
  const changes: Record<string, unknown> = {};
  const title = optionalText(body, "title");
  if (title !== undefined && title !== issue.title) {
    changes["title"] = { from: issue.title };
    note(github, issue, author(request), "renamed", { rename: { from: issue.title, to: title } });
    issue.title = title;
  }
  if ("body" in body && (optionalText(body, "body") ?? null) !== issue.body) {
    changes["body"] = { from: issue.body ?? "" };
    issue.body = optionalText(body, "body") ?? null;
  }
  return changes;
}

export function labelNamed(world: World, repository: Repository, name: string): Label {
  const known = repository.labels.get(name.toLowerCase());
  if (known) return known;
  const label = { id: world.nextId(), name, color: "ededed", description: null };
  repository.labels.set(name.toLowerCase(), label);
  return label;
}

function list(request: RepositoryRequest): Answer {
  const { github, repository, query } = request;
  const state = query.get("state") ?? "open";
  const labels = query.get("labels")?.toLowerCase().split(",");
  const creator = query.get("creator")?.toLowerCase();
  const since = query.get("since");
  const sort = query.get("sort") === "updated" ? "updatedAt" : "createdAt";
  const direction = query.get("direction") === "asc" ? 1 : -1;
  const issues = [...repository.issues.values()]
    .filter((issue) => state === "all" || issue.state === state)
    .filter(
      (issue) => labels?.every((name) => [...issue.labels].some((label) => label.name.toLowerCase() === name)) ?? true,
    )
    .filter((issue) => creator === undefined || issue.author.account.login.toLowerCase() === creator)
    .filter((issue) => since === null || issue.updatedAt >= Date.parse(since))
    .sort((a, b) => (a[sort] - b[sort] || a.number - b.number) * direction);
  return page(
    request,
    issues.map((issue) => issueShape(github.world, repository, issue)),
  );
}

function open(request: RepositoryRequest): Answer {
  const { github, repository, body } = request;
  const { world } = github;
  const actor = author(request);
  checkLength(body, "Issue");
  const now = world.clock.now();
  const maySet = actor.kind === "installation" || hasRole(world, repository, actor.account, "triage");
  const labels = maySet ? textList(body, "labels").map((name) => labelNamed(world, repository, name)) : [];
  const assignees = maySet ? textList(body, "assignees").map((login) => findAccount(world, login)) : [];
  const issue: Issue = {
    id: world.nextId(),
    number: nextNumber(repository),
    author: actor,
    createdAt: now,
    updatedAt: now,
    comments: [],
    events: [],
    reactions: [],
    labels: new Set(labels),
    assignees: new Set(assignees.filter((account) => account !== undefined)),
    pull: undefined,
    title: text(body, "title"),
    body: optionalText(body, "body") ?? null,
    state: "open",
    stateReason: null,
    closedAt: undefined,
    closedBy: undefined,
  };
  repository.issues.set(issue.number, issue);
  emitIssue(github, repository, issue, actor, "opened");
  return created(fullIssue(world, repository, issue));
}

async function edit(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const actor = author(request);
  const issue = issueOf(request);
  permitOn(request, issue, "write");
  const changes = editTexts(request, issue, "Issue");
  if ("labels" in body) {
    issue.labels.clear();
    for (const name of textList(body, "labels")) issue.labels.add(labelNamed(github.world, repository, name));
  }
  if (Object.keys(changes).length > 0) {
    issue.updatedAt = github.world.clock.now();
    if (!isPull(issue)) emitIssue(github, repository, issue, actor, "edited", { changes });
  }
  const state = optionalText(body, "state");
  const reason = optionalText(body, "state_reason");
  if (state === "closed" && issue.state === "open")
    await close(github, repository, issue, actor, isPull(issue) ? null : (reason ?? "completed"));
  if (state === "open" && issue.state === "closed") {
    if (issue.pull?.merged)
      throw problem(422, "Validation Failed", [{ resource: "Issue", field: "state", code: "invalid" }]);
    await reopen(github, repository, issue, actor);
  }
  return ok(fullIssue(github.world, repository, issue));
}

/** At most ten; whom GitHub does not let be assigned it leaves out without a word. */
const MOST_ASSIGNEES = 10;

async function assign(request: RepositoryRequest, adding: boolean): Promise<Issue> {
  const { github, repository, body } = request;
  const issue = issueOf(request);
  permitOn(request, issue, "write");
  const actor = author(request);
  for (const login of textList(body, "assignees")) {
    const account = findAccount(github.world, login);
    if (!account || issue.assignees.has(account) === adding) continue;
    if (adding && (!hasRole(github.world, repository, account, "read") || issue.assignees.size >= MOST_ASSIGNEES))
      continue;
    if (adding) issue.assignees.add(account);
    else issue.assignees.delete(account);
    issue.updatedAt = github.world.clock.now();
    const more = { assignee: simpleUser(github.world, account) };
    const action = adding ? "assigned" : "unassigned";
    if (isPull(issue)) await emitPull(github, repository, issue, actor, action, more);
    else emitIssue(github, repository, issue, actor, action, more);
  }
  return issue;
}

function listLabels(request: RepositoryRequest, labels: Iterable<Label>): Answer {
  const { github, repository } = request;
  return page(
    request,
    [...labels].map((label) => labelShape(github.world, repository, label)),
  );
}

function addLabels(request: RepositoryRequest): Answer {
  const { github, repository, body } = request;
  const issue = issueOf(request);
  for (const name of textList(body, "labels")) {
    const label = labelNamed(github.world, repository, name);
    if (issue.labels.has(label)) continue;
    issue.labels.add(label);
    note(github, issue, author(request), "labeled");
  }
  return listLabels(request, issue.labels);
}

function removeLabel(request: RepositoryRequest): Answer {
  const issue = issueOf(request);
  const label = request.repository.labels.get(param(request, "name").toLowerCase());
  if (!label || !issue.labels.delete(label)) throw notFound("Label does not exist");
  return listLabels(request, issue.labels);
}

function createLabel(request: RepositoryRequest): Answer {
  const { github, repository, body } = request;
  const name = text(body, "name");
  if (repository.labels.has(name.toLowerCase()))
    throw problem(422, "Validation Failed", [{ resource: "Label", code: "already_exists", field: "name" }]);
  const color = (optionalText(body, "color") ?? "ededed").replace(/^#/, "");
  const label = { id: github.world.nextId(), name, color, description: optionalText(body, "description") ?? null };
  repository.labels.set(name.toLowerCase(), label);
  return created(labelShape(github.world, repository, label));
}

const EITHER = (level: string) => `issues:${level}|pull_requests:${level}`;
const ISSUES = "/repos/{owner}/{repo}/issues";

export const issueRoutes: readonly Route[] = [
  repositoryRoute(`GET ${ISSUES}`, EITHER("read"), list),
  repositoryRoute(`POST ${ISSUES}`, "issues:write", open, "read"),
  repositoryRoute(`GET ${ISSUES}/{issue_number}`, EITHER("read"), (request) => {
    const issue = issueOf(request);
    permitOn(request, issue, "read");
    return ok(fullIssue(request.github.world, request.repository, issue));
  }),
  repositoryRoute(`PATCH ${ISSUES}/{issue_number}`, EITHER("write"), edit, "read"),
  repositoryRoute(
    `POST ${ISSUES}/{issue_number}/assignees`,
    EITHER("write"),
    async (request) => created(fullIssue(request.github.world, request.repository, await assign(request, true))),
    "triage",
  ),
  repositoryRoute(
    `DELETE ${ISSUES}/{issue_number}/assignees`,
    EITHER("write"),
    async (request) => ok(fullIssue(request.github.world, request.repository, await assign(request, false))),
    "triage",
  ),
  repositoryRoute(`GET ${ISSUES}/{issue_number}/labels`, EITHER("read"), (request) =>
    listLabels(request, issueOf(request).labels),
  ),
  repositoryRoute(`POST ${ISSUES}/{issue_number}/labels`, EITHER("write"), addLabels, "triage"),
  repositoryRoute(`DELETE ${ISSUES}/{issue_number}/labels/{name}`, EITHER("write"), removeLabel, "triage"),
  repositoryRoute("GET /repos/{owner}/{repo}/labels", EITHER("read"), (request) =>
    listLabels(request, request.repository.labels.values()),
  ),
  repositoryRoute("POST /repos/{owner}/{repo}/labels", EITHER("write"), createLabel, "write"),
  repositoryRoute("GET /repos/{owner}/{repo}/assignees/{assignee}", EITHER("read"), (request) => {
    const account = findAccount(request.github.world, param(request, "assignee"));
    if (!account || !hasRole(request.github.world, request.repository, account, "read")) throw notFound();
    return noContent();
  }),
];
