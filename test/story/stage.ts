import { afterEach, expect } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import { createWorld, type World, type WorldSettings } from "../../src/demo/world.js";
import type { Log } from "../../src/wire.js";
import { validateExchange, validateWebhook } from "../contracts/github-contract.js";

export const START = Date.UTC(2026, 10, 22, 14);
export const PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";

/** What Curfew logged, for tests that look at it. */
export interface RecordingLog extends Log {
  readonly lines: readonly { readonly level: string; readonly event: string; readonly fields: unknown }[];
}

export function recordingLog(): RecordingLog {
  const lines: { level: string; event: string; fields: unknown }[] = [];
  const at = (level: string) => (event: string, fields?: Readonly<Record<string, unknown>>) => {
    lines.push({ level, event, fields });
  };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

type Exchange = Parameters<typeof validateExchange>[0];

const worlds = new Map<World, readonly Exchange[]>();

/** Whatever a test was about, all that was said in it must be as GitHub describes itself. */
afterEach(async () => {
  const problems: string[] = [];
  for (const [world, exchanges] of worlds) {
    await world.close();
    problems.push(...exchanges.flatMap(validateExchange));
    problems.push(...world.github.deliveries.flatMap(({ event, payload }) => validateWebhook(event, payload)));
  }
  worlds.clear();
  expect([...new Set(problems)]).toEqual([]);
}, 120_000);

/** A world of its own for one test, with a clock that stands still; closed when the test ends. */
export async function openWorld(settings: Partial<WorldSettings> = {}): Promise<World> {
  const exchanges: Exchange[] = [];
  const world = await createWorld({
    start: START,
    running: false,
    log: recordingLog(),
    retryDelay: 0,
    observe: (exchange) => exchanges.push(exchange),
    ...settings,
  });
  worlds.set(world, exchanges);
  return world;
}

/** Somebody opens a pull request from a branch of their own. */
export async function openPullRequest(
  world: World,
  who: keyof World["people"],
  files: { readonly branch: string; readonly path: string; readonly text: string | undefined },
): Promise<number> {
  const person = world.people[who];
  await person.push(files.branch, files.path, files.text, `Change ${files.path}`);
  const { data } = await person.api.rest.pulls.create({
    ...REPOSITORY,
    title: files.branch,
    head: files.branch,
    base: "main",
  });
  await rest(world);
  return data.number;
}

export async function approveAs(world: World, who: keyof World["people"], pull: number): Promise<void> {
  await world.people[who].api.rest.pulls.createReview({ ...REPOSITORY, pull_number: pull, event: "APPROVE" });
}

/** The repository's rules are switched off, as an administrator could. */
export async function unprotect(world: World): Promise<void> {
  const { api } = world.people.erin;
  const { data } = await api.rest.repos.getRepoRulesets(REPOSITORY);
  for (const { id } of data) await api.rest.repos.deleteRepoRuleset({ ...REPOSITORY, ruleset_id: id });
}

/** alice asks, dana approves, Curfew merges and grants; the number of the pull request. */
export async function grantTo(world: World, branch = "ask", path = PATH, text = REQUEST): Promise<number> {
  const pull = await openPullRequest(world, "alice", { branch, path, text });
  await approveAs(world, "dana", pull);
  await rest(world);
  return pull;
}

/** The names of the roles that Curfew holds. */
export async function roles(world: World): Promise<readonly string[]> {
  return (await world.cloud.root.roles("/curfew/")).map((arn) => arn.slice(arn.lastIndexOf("/") + 1));
}

/** Every line of the ledger, oldest first. */
export async function ledgerLines<Line>(world: World): Promise<readonly Line[]> {
  const { dana } = world.people;
  await dana.pull();
  const text = await dana.shell(
    "git ls-tree -r --name-only origin/curfew-ledger | grep '[.]jsonl$' | while read -r file; do git show \"origin/curfew-ledger:$file\"; done",
  );
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

/** What the ledger's receipts did, oldest first. */
export async function ledgerOf(world: World): Promise<readonly string[]> {
  const lines = await ledgerLines<{ kind: string; action: string; result?: { outcome: string } }>(world);
  return lines
    .filter(({ kind, result }) => kind === "receipt" && result?.outcome !== "failed")
    .map(({ action }) => action);
}

export interface Shown {
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly annotations: readonly {
    readonly path: string;
    readonly start_line: number;
    readonly message: string | null;
  }[];
}

/** The newest check run of that name on a commit, with its annotations. */
export async function checkOn(world: World, ref: string, name = "curfew"): Promise<Shown | undefined> {
  const { api } = world.people.dana;
  const { data } = await api.rest.checks.listForRef({ ...REPOSITORY, ref, check_name: name });
  const run = data.check_runs[0];
  if (!run) return undefined;
  const annotations = await api.rest.checks.listAnnotations({ ...REPOSITORY, check_run_id: run.id });
  const { title, summary } = run.output;
  return { conclusion: run.conclusion, title, summary, annotations: annotations.data };
}

export async function headOf(world: World, pull: number): Promise<string> {
  const { data } = await world.people.dana.api.rest.pulls.get({ ...REPOSITORY, pull_number: pull });
  return data.head.sha;
}
