import { createHash } from "node:crypto";
import type { Finding } from "../../model/finding.js";
import { sameLogin } from "../../model/person.js";
import type { Check } from "../../ports/forge.js";
import { cutBytes } from "./cut.js";
import { botLogin, createAndSettle, createOnce, ONCE, type Repository } from "./repository.js";

/** Limits of https://docs.github.com/en/rest/checks/runs: bytes of a summary and of a message, annotations a request. */
const TITLE = 255;
const SUMMARY = 65_535;
const MESSAGE = 65_535;
const BATCH = 50;

/** A file can be wrong in thousands of places, and every request counts against GitHub's limits: the first are enough. */
const MOST_ANNOTATIONS = 4 * BATCH;

const LEVELS = { error: "failure", warning: "warning", notice: "notice" } as const;

interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: (typeof LEVELS)[Finding["severity"]];
  readonly message: string;
}

/** What GitHub holds of a check run of ours; `external_id` is the digest of all that was to be said. */
interface Run {
  readonly id: number;
  readonly digest: string | null;
  readonly annotations: number;
}

/**
 * Brings the check run of that name on that commit to say this. Annotations can only be added to a run, never taken
 * away: one that has others is superseded by a new run of the same name, which is the one that GitHub shows and requires.
 */
export async function publishCheck(repository: Repository, name: string, head: string, check: Check): Promise<void> {
  const annotations = annotationsOf(check);
  const digest = digestOf(check, annotations);
  const output = { title: cutBytes(check.title, TITLE), summary: cutBytes(check.summary, SUMMARY) };
  const said = { name, status: "completed", conclusion: check.conclusion, external_id: digest, output } as const;

  let run = await newestRun(repository, name, head);
  if (run === undefined || (run.digest !== digest && run.annotations > 0)) {
    run = await createRun(repository, head, said, annotations, digest);
  } else if (run.digest !== digest) {
    run = await updateRun(repository, run, said, annotations, { name, head });
  }
  // The digest is there from the first request on, and the number of annotations says how far an interrupted run came.
  while (run.annotations < annotations.length) {
    run = await updateRun(repository, run, said, annotations, { name, head });
  }
}

type Said = {
  readonly name: string;
  readonly status: "completed";
  readonly conclusion: Check["conclusion"];
  readonly external_id: string;
  readonly output: { readonly title: string; readonly summary: string };
};

/** A second run of the same name is no harm: GitHub shows and requires the newest. */
async function createRun(
  repository: Repository,
  head: string,
  said: Said,
  annotations: readonly Annotation[],
  digest: string,
): Promise<Run> {
  const { calls, owner, repo, retries } = repository;
  return createAndSettle(
    retries,
    async () => {
      const run = await newestRun(repository, said.name, head);
      return run?.digest === digest ? run : undefined;
    },
    async () => {
      const output = { ...said.output, annotations: annotations.slice(0, BATCH) };
      const parameters = { owner, repo, head_sha: head, ...said, output, ...ONCE };
      return runOf((await calls.request("POST /repos/{owner}/{repo}/check-runs", parameters)).data);
    },
  );
}

/** Adds the next annotations, each once: after a lost answer the run itself says whether it has them. */
async function updateRun(
  repository: Repository,
  run: Run,
  said: Said,
  annotations: readonly Annotation[],
  at: { readonly name: string; readonly head: string },
): Promise<Run> {
  const { calls, owner, repo, retries } = repository;
  const done = Math.min(annotations.length, run.annotations + BATCH);
  const route = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
  // What adds nothing may be said twice.
  const make = run.annotations < done ? createOnce : createAndSettle;
  return make(
    retries,
    async () => {
      const now = await newestRun(repository, at.name, at.head);
      return now?.id === run.id && now.digest === said.external_id && now.annotations >= done ? now : undefined;
    },
    async () => {
      const output = { ...said.output, annotations: annotations.slice(run.annotations, done) };
      const answer = await calls.request(route, { owner, repo, check_run_id: run.id, ...said, output, ...ONCE });
      return { ...runOf(answer.data), annotations: done };
    },
  );
}

async function newestRun(repository: Repository, name: string, head: string): Promise<Run | undefined> {
  const { calls, owner, repo, self } = repository;
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
  const runs = await calls.paginate(route, { owner, repo, ref: head, check_name: name, filter: "latest" });
  // Any workflow may use our name: ours is what our App made.
  const ours = runs.filter((run) => run.name === name && run.app?.slug && sameLogin(botLogin(run.app.slug), self));
  const newest = ours.sort((one, other) => Number(other.id) - Number(one.id))[0];
  return newest && runOf(newest);
}

function runOf(run: {
  readonly id: number | bigint;
  readonly external_id: string | null;
  readonly output: { readonly annotations_count: number };
}): Run {
  return { id: Number(run.id), digest: run.external_id, annotations: run.output.annotations_count };
}

function annotationsOf(check: Check): readonly Annotation[] {
  const annotations = check.annotations.flatMap((finding, index) => {
    // A finding about no file can be no annotation; the summary has it.
    if (finding.path === undefined) return [];
    const { line = 1, column } = finding;
    return [
      {
        path: finding.path,
        start_line: line,
        end_line: line,
        ...(column === undefined ? {} : { start_column: column, end_column: column }),
        annotation_level: LEVELS[finding.severity],
        message: cutBytes(check.messages[index] ?? finding.code, MESSAGE),
      },
    ];
  });
  return annotations.slice(0, MOST_ANNOTATIONS);
}

function digestOf({ conclusion, title, summary }: Check, annotations: readonly Annotation[]): string {
  return createHash("sha256")
    .update(JSON.stringify([conclusion, title, summary, annotations]))
    .digest("hex");
}
