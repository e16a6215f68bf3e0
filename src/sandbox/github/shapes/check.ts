import type { CheckRun, CheckSuite, Repository } from "../world/nouns.js";
import { fullName, type World } from "../world/world.js";
import { appShape } from "./app.js";
import { simpleCommit } from "./commit.js";
import { api, nodeId, type Shape, timestamp, timestampOrNull } from "./common.js";
import { repositoryShape } from "./repository.js";

/** The open pull requests whose head a commit is. */
export function pullsAt(world: World, repository: Repository, sha: string): Shape[] {
  const repo = {
    id: repository.id,
    url: api(world, `/repos/${fullName(repository)}`),
    name: repository.name,
  };
  return [...repository.issues.values()].flatMap((issue) => {
    if (!issue.pull || issue.state !== "open" || issue.pull.headSha !== sha) return [];
    // Those from forks are not named.
    if (issue.pull.headRepository !== repository) return [];
    return {
      url: api(world, `/repos/${fullName(repository)}/pulls/${issue.number}`),
      id: issue.pull.id,
      number: issue.number,
      head: { ref: issue.pull.headRef, sha: issue.pull.headSha, repo },
      base: { ref: issue.pull.baseRef, sha: issue.pull.baseSha, repo },
    };
  });
}

export function checkRunShape(world: World, repository: Repository, run: CheckRun): Shape {
  const url = api(world, `/repos/${fullName(repository)}/check-runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.suite.headSha,
    external_id: run.externalId,
    url,
    html_url: `${world.url}/${fullName(repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${world.url}/${fullName(repository)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: timestamp(run.startedAt),
    completed_at: timestampOrNull(run.completedAt),
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suite.id },
    app: appShape(world, run.suite.app),
    pull_requests: pullsAt(world, repository, run.suite.headSha),
  };
}

/** What the runs of a suite come to together. */
function summary(runs: readonly CheckRun[]): { status: string; conclusion: string | null } {
  if (runs.length === 0) return { status: "queued", conclusion: null };
  if (runs.some((run) => run.status !== "completed")) return { status: "in_progress", conclusion: null };
  const order = ["failure", "timed_out", "cancelled", "action_required", "success", "neutral", "skipped"];
  const conclusion = order.find((each) => runs.some((run) => run.conclusion === each)) ?? "success";
  return { status: "completed", conclusion };
}

export async function checkSuiteShape(world: World, repository: Repository, suite: CheckSuite): Promise<Shape> {
  const runs = repository.checkRuns.filter((run) => run.suite === suite);
  const url = api(world, `/repos/${fullName(repository)}/check-suites/${suite.id}`);
  const commit = await repository.git.commit(suite.headSha);
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...summary(runs),
    url,
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullsAt(world, repository, suite.headSha),
    app: appShape(world, suite.app),
    repository: repositoryShape(world, repository),
    created_at: timestamp(suite.createdAt),
    updated_at: timestamp(suite.createdAt),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: commit ? simpleCommit(suite.headSha, commit) : null,
  };
}
