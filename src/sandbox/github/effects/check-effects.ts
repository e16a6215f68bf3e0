import type { GitHub } from "../github.js";
import type { RefChange } from "../rules/push-refusal.js";
import { checkRunShape, checkSuiteShape } from "../shapes/check.js";
import { hasPermission } from "../world/access.js";
import type { App, Author, CheckRun, CheckSuite, Repository } from "../world/nouns.js";

/** The suite of an App for a commit, made when it is first needed. */
export function suiteFor(
  github: GitHub,
  repository: Repository,
  app: App,
  headSha: string,
  pushed?: { readonly branch: string; readonly before: string },
): CheckSuite {
  const existing = repository.suites.find((suite) => suite.app === app && suite.headSha === headSha);
  if (existing) return existing;
  const { world } = github;
  const branch = pushed?.branch ?? branchAt(repository, headSha);
  const suite: CheckSuite = {
    id: world.nextId(),
    app,
    headSha,
    headBranch: branch ?? null,
    before: pushed?.before ?? null,
    createdAt: world.clock.now(),
  };
  repository.suites.push(suite);
  return suite;
}

function branchAt(repository: Repository, sha: string): string | undefined {
  return repository.git
    .refs("refs/heads/")
    .find((ref) => ref.sha === sha)
    ?.name.slice("refs/heads/".length);
}

/** Every App that may write checks is asked for a suite when a commit is pushed. */
export async function requestSuites(
  github: GitHub,
  repository: Repository,
  actor: Author,
  branch: string,
  change: RefChange,
): Promise<void> {
  for (const installation of github.world.installations.values()) {
    const { app } = installation;
    if (!installation.repositories.has(repository) || !hasPermission(app.permissions, "checks", "write")) continue;
    if (repository.suites.some((suite) => suite.app === app && suite.headSha === change.after)) continue;
    const suite = suiteFor(github, repository, app, change.after, { branch, before: change.before });
    const { repository: _repository, ...shape } = await checkSuiteShape(github.world, repository, suite);
    github.webhooks.emit("check_suite", repository, actor.account, { action: "requested", check_suite: shape }, app);
  }
}

/** The suite inside a check run is told with less. */
const LEFT_OUT = new Set([
  "repository",
  "head_commit",
  "rerequestable",
  "runs_rerequestable",
  "latest_check_runs_count",
  "check_runs_url",
]);

export async function emitCheckRun(
  github: GitHub,
  repository: Repository,
  run: CheckRun,
  actor: Author,
  action: string,
): Promise<void> {
  const { world } = github;
  const suite = await checkSuiteShape(world, repository, run.suite);
  const brief = Object.fromEntries(Object.entries(suite).filter(([name]) => !LEFT_OUT.has(name)));
  github.webhooks.emit("check_run", repository, actor.account, {
    action,
    check_run: { ...checkRunShape(world, repository, run), check_suite: brief },
  });
}
