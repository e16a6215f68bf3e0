import { isPull } from "../effects/issue-effects.js";
import { EMPTY_TREE } from "../git/git-objects.js";
import { changedFiles, commitsBetween, isAncestor, mergeBase } from "../git/history.js";
import { git } from "../git/run-git.js";
import { notFound, problem } from "../http/problem.js";
import { type Answer, ok, page, param, type RepositoryRequest, type Route, repositoryRoute } from "../http/route.js";
import { commitShape, diffEntry } from "../shapes/commit.js";
import { api, type Shape } from "../shapes/common.js";
import { pullShape } from "../shapes/pull.js";
import { fullName } from "../world/world.js";
import { resolveCommit } from "./resolve-commit.js";

/** Commits with their diffs, and how two of them stand to each other. */

async function shape(request: RepositoryRequest, sha: string): Promise<Shape> {
  const commit = await request.repository.git.commit(sha);
  if (!commit) throw notFound();
  return commitShape(request.github.world, request.repository, sha, commit);
}

async function list(request: RepositoryRequest): Promise<Answer> {
  const { repository, query } = request;
  const name = query.get("sha") ?? repository.defaultBranch;
  const start = await resolveCommit(repository, name);
  if (start === undefined) throw notFound();
  const args = ["rev-list", start];
  for (const [key, option] of [
    ["since", "--since"],
    ["until", "--until"],
  ] as const) {
    const value = query.get(key);
    if (value !== null) args.push(`${option}=${value}`);
  }
  const path = query.get("path");
  const output = await git(repository.git.directory, path === null ? args : [...args, "--", path]);
  const shas = output.split("\n").filter((line) => line !== "");
  const answer = page(request, shas);
  const commits = await Promise.all((answer.body as string[]).map((sha) => shape(request, sha)));
  return { ...answer, body: commits };
}

async function show(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const name = param(request, "ref");
  const sha = await resolveCommit(repository, name);
  const commit = sha === undefined ? undefined : await repository.git.commit(sha);
  if (sha === undefined || !commit) throw problem(422, `No commit found for SHA: ${name}`);
  const files = await changedFiles(repository.git, commit.parents[0] ?? EMPTY_TREE, sha);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return ok({
    ...commitShape(github.world, repository, sha, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: files.map((file) => diffEntry(github.world, repository, file, sha)),
  });
}

async function listPulls(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const name = param(request, "commit_sha");
  const sha = await resolveCommit(repository, name);
  if (sha === undefined) throw problem(422, `No commit found for SHA: ${name}`);
  const found: Shape[] = [];
  for (const issue of repository.issues.values()) {
    if (!isPull(issue)) continue;
    const { pull } = issue;
    const inHead =
      (await isAncestor(repository.git, sha, pull.headSha)) && !(await isAncestor(repository.git, sha, pull.baseSha));
    // A commit of the default branch belongs to the pull request that brought it there.
    if (inHead || pull.merged?.sha === sha) found.push(pullShape(github.world, repository, issue));
  }
  return page(request, found);
}

async function compare(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const match = /^(.+?)\.{2,3}(.+)$/.exec(param(request, "basehead"));
  if (!match) throw notFound();
  const strip = (name: string | undefined) => (name ?? "").replace(/^[^:]+:/, "");
  const [base, head] = await Promise.all([
    resolveCommit(repository, strip(match[1])),
    resolveCommit(repository, strip(match[2])),
  ]);
  if (base === undefined || head === undefined) throw notFound();
  const start = await mergeBase(repository.git, base, head);
  if (start === undefined) throw notFound(`No common ancestor between ${match[1]} and ${match[2]}.`);
  const [ahead, behind, files] = await Promise.all([
    commitsBetween(repository.git, base, head),
    commitsBetween(repository.git, head, base),
    changedFiles(repository.git, start, head),
  ]);
  const status =
    ahead.length === 0 && behind.length === 0
      ? "identical"
      : ahead.length === 0
        ? "behind"
        : behind.length === 0
          ? "ahead"
          : "diverged";
  const html = `${github.world.url}/${fullName(repository)}/compare/${match[0]}`;
  const answer = page(request, ahead);
  const commits = await Promise.all((answer.body as string[]).map((sha) => shape(request, sha)));
  const body = {
    url: api(github.world, `/repos/${fullName(repository)}/compare/${match[0]}`),
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: await shape(request, base),
    merge_base_commit: await shape(request, start),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits,
    files: files.map((file) => diffEntry(github.world, repository, file, head)),
  };
  return { ...answer, body };
}

export const commitRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/commits", "contents:read", list),
  repositoryRoute("GET /repos/{owner}/{repo}/commits/{ref}", "contents:read", show),
  repositoryRoute(
    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    "pull_requests:read|contents:read",
    listPulls,
  ),
  repositoryRoute("GET /repos/{owner}/{repo}/compare/{basehead}", "contents:read", compare),
];
