import { emitCheckRun, suiteFor } from "../effects/check-effects.js";
import { type Body, objects, optionalNumber, optionalObject, optionalText, text } from "../http/body.js";
import { notFound, problem } from "../http/problem.js";
import {
  type Answer,
  author,
  created,
  numberParam,
  ok,
  page,
  param,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { checkRunShape, checkSuiteShape } from "../shapes/check.js";
import type { Annotation, App, CheckRun } from "../world/nouns.js";
import { fullName } from "../world/world.js";
import { resolveCommit } from "./resolve-commit.js";

/** Checks: made by Apps only, each by its own. */

const ANNOTATIONS_PER_REQUEST = 50;
const LONGEST_SUMMARY = 65_535;

function appOf(request: RepositoryRequest): App {
  const actor = author(request);
  if (actor.kind !== "installation") throw problem(403, "You must authenticate via a GitHub App.");
  return actor.app;
}

function find(request: RepositoryRequest): CheckRun {
  const id = numberParam(request, "check_run_id");
  const run = request.repository.checkRuns.find((each) => each.id === id);
  if (!run) throw notFound();
  return run;
}

function annotation(request: RepositoryRequest, run: CheckRun, body: Body): Annotation {
  const path = text(body, "path");
  const start = optionalNumber(body, "start_line");
  const end = optionalNumber(body, "end_line");
  const level = text(body, "annotation_level");
  const refuse = (field: string) =>
    problem(422, "Validation Failed", [{ resource: "CheckAnnotation", field, code: "invalid" }]);
  if (start === undefined || start < 1) throw refuse("start_line");
  if (end === undefined || end < start) throw refuse("end_line");
  if (!["notice", "warning", "failure"].includes(level)) throw refuse("annotation_level");
  const columns =
    optionalNumber(body, "start_column") !== undefined || optionalNumber(body, "end_column") !== undefined;
  if (columns && start !== end) throw refuse("start_column");
  return {
    path,
    start_line: start,
    end_line: end,
    start_column: optionalNumber(body, "start_column") ?? null,
    end_column: optionalNumber(body, "end_column") ?? null,
    annotation_level: level,
    title: optionalText(body, "title") ?? null,
    message: text(body, "message"),
    raw_details: optionalText(body, "raw_details") ?? null,
    blob_href: `${request.github.world.url}/${fullName(request.repository)}/blob/${run.suite.headSha}/${path}`,
  };
}

function apply(request: RepositoryRequest, run: CheckRun): void {
  const { body, github } = request;
  const output = optionalObject(body, "output");
  if (output) {
    const annotations = objects(output, "annotations");
    if (annotations.length > ANNOTATIONS_PER_REQUEST)
      throw problem(
        422,
        `Invalid request.\n\nNo more than ${ANNOTATIONS_PER_REQUEST} items are allowed; ${annotations.length} were supplied.`,
      );
    const long = [text(output, "summary"), optionalText(output, "text") ?? ""].some(
      (value) => Buffer.byteLength(value) > LONGEST_SUMMARY,
    );
    if (long)
      throw problem(422, `Invalid request.\n\nOnly ${LONGEST_SUMMARY} characters are allowed; more were supplied.`);
    run.output = {
      title: optionalText(output, "title") ?? run.output.title,
      summary: text(output, "summary"),
      text: optionalText(output, "text") ?? null,
    };
    run.annotations.push(...annotations.map((each) => annotation(request, run, each)));
  }
  run.name = optionalText(body, "name") ?? run.name;
  run.detailsUrl = optionalText(body, "details_url") ?? run.detailsUrl;
  run.externalId = optionalText(body, "external_id") ?? run.externalId;
  const started = optionalText(body, "started_at");
  if (started !== undefined) run.startedAt = Date.parse(started);
  const conclusion = optionalText(body, "conclusion");
  const status = conclusion === undefined ? optionalText(body, "status") : "completed";
  if (status === "completed" && conclusion === undefined && run.conclusion === null)
    throw problem(422, `Invalid request.\n\n"conclusion" wasn't supplied.`);
  run.status = status ?? run.status;
  if (conclusion !== undefined) {
    const completed = optionalText(body, "completed_at");
    run.conclusion = conclusion;
    run.completedAt = completed === undefined ? github.world.clock.now() : Date.parse(completed);
  } else if (status !== undefined && status !== "completed") {
    run.conclusion = null;
    run.completedAt = null;
  }
}

async function create(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const app = appOf(request);
  const name = text(body, "name");
  const headSha = text(body, "head_sha");
  if (!(await repository.git.commit(headSha))) throw problem(422, `No commit found for SHA: ${headSha}`);
  const run: CheckRun = {
    id: github.world.nextId(),
    suite: suiteFor(github, repository, app, headSha),
    annotations: [],
    name,
    externalId: "",
    detailsUrl: null,
    status: "queued",
    conclusion: null,
    startedAt: github.world.clock.now(),
    completedAt: null,
    output: { title: null, summary: null, text: null },
  };
  apply(request, run);
  repository.checkRuns.push(run);
  const actor = author(request);
  await emitCheckRun(github, repository, run, actor, "created");
  if (run.status === "completed") await emitCheckRun(github, repository, run, actor, "completed");
  return created(checkRunShape(github.world, repository, run));
}

async function update(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const run = find(request);
  if (run.suite.app !== appOf(request))
    throw problem(
      403,
      `Invalid app_id \`${run.suite.app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  const before = run.status;
  apply(request, run);
  if (run.status === "completed" && before !== "completed")
    await emitCheckRun(github, repository, run, author(request), "completed");
  return ok(checkRunShape(github.world, repository, run));
}

/** Of runs with the same name by the same App, the latest is what counts, unless all are asked for. */
async function listForRef(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, query } = request;
  const name = param(request, "ref");
  const sha = await resolveCommit(repository, name);
  if (sha === undefined) throw problem(422, `No commit found for SHA: ${name}`);
  let runs = repository.checkRuns.filter((run) => run.suite.headSha === sha).reverse();
  if (query.get("filter") !== "all") {
    const seen = new Set<string>();
    runs = runs.filter((run) => {
      const key = `${run.suite.app.id} ${run.name}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }
  const wanted = { name: query.get("check_name"), app: query.get("app_id"), status: query.get("status") };
  runs = runs
    .filter((run) => wanted.name === null || run.name === wanted.name)
    .filter((run) => wanted.app === null || String(run.suite.app.id) === wanted.app)
    .filter((run) => wanted.status === null || run.status === wanted.status);
  return page(
    request,
    runs.map((run) => checkRunShape(github.world, repository, run)),
    (check_runs) => ({ total_count: runs.length, check_runs }),
  );
}

async function listSuites(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const name = param(request, "ref");
  const sha = await resolveCommit(repository, name);
  if (sha === undefined) throw problem(422, `No commit found for SHA: ${name}`);
  const suites = repository.suites.filter((suite) => suite.headSha === sha);
  const shapes = await Promise.all(suites.map((suite) => checkSuiteShape(github.world, repository, suite)));
  return page(request, shapes, (check_suites) => ({ total_count: suites.length, check_suites }));
}

async function showSuite(request: RepositoryRequest): Promise<Answer> {
  const id = numberParam(request, "check_suite_id");
  const suite = request.repository.suites.find((each) => each.id === id);
  if (!suite) throw notFound();
  return ok(await checkSuiteShape(request.github.world, request.repository, suite));
}

const RUNS = "/repos/{owner}/{repo}/check-runs";

export const checkRoutes: readonly Route[] = [
  repositoryRoute(`POST ${RUNS}`, "checks:write", create),
  repositoryRoute(`GET ${RUNS}/{check_run_id}`, "checks:read", (request) =>
    ok(checkRunShape(request.github.world, request.repository, find(request))),
  ),
  repositoryRoute(`PATCH ${RUNS}/{check_run_id}`, "checks:write", update),
  repositoryRoute(`GET ${RUNS}/{check_run_id}/annotations`, "checks:read", (request) =>
    page(request, find(request).annotations),
  ),
  repositoryRoute("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", "checks:read", listForRef),
  repositoryRoute("GET /repos/{owner}/{repo}/commits/{ref}/check-suites", "checks:read", listSuites),
  repositoryRoute("GET /repos/{owner}/{repo}/check-suites/{check_suite_id}", "checks:read", showSuite),
];
