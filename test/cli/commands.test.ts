import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { comments, merged, onMain, REQUEST } from "../../src/demo/story-asked.js";
import { createWorld, type World } from "../../src/demo/world.js";
import { samplesOf } from "../adapters/telemetry/samples.js";
import { approveAs, checkOn, headOf, openPullRequest, PATH, recordingLog, START } from "../story/stage.js";
import { curfewIn, type Ended } from "./curfew.js";

/** One story in order, without any App: what each command says and does at its place in it. */
const HOUR = 3_600_000;
let world: World;
const ends: Ended[] = [];

beforeAll(async () => {
  world = await createWorld({ start: START, running: false, log: recordingLog() });
});
afterAll(() => world.close());

async function run(...words: readonly string[]): Promise<Ended> {
  const ended = await curfewIn(world, words);
  ends.push(ended);
  return ended;
}

async function json(...words: readonly string[]): Promise<unknown> {
  const { exit, stdout, stderr } = await run("--json", ...words);
  expect([exit, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

/** All that somebody could change: every branch, every pull request's comments, every role. */
async function everything(): Promise<unknown> {
  const directory = world.github.gitDirectory("acme", "access");
  return {
    references: execFileSync("git", ["for-each-ref"], { cwd: directory, encoding: "utf8" }),
    roles: await world.cloud.root.roles("/curfew/"),
    comments: await comments(world, 1),
  };
}

test("check --pull judges it, says so in it, and waits for a code owner", async () => {
  await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  expect(await run("check", "--pull", "1")).toEqual({ exit: 0, stdout: "#1 waiting\n", stderr: "" });
  expect((await checkOn(world, await headOf(world, 1)))?.conclusion).toBe("action_required");
  expect(await comments(world, 1)).toHaveLength(1);
});

test("check --open --json says why, and no more than was judged", async () => {
  const { pulls } = (await json("check", "--open")) as { readonly pulls: readonly Record<string, unknown>[] };
  expect(pulls).toEqual([
    {
      pull: 1,
      title: "ask",
      author: "alice",
      head: await headOf(world, 1),
      kind: "requests",
      merged: false,
      decision: expect.objectContaining({ outcome: "waiting", reason: { kind: "pull-request" } }),
      void: [],
      findings: [],
    },
  ]);
});

test("check --open merges what is allowed", async () => {
  await approveAs(world, "dana", 1);
  expect(await run("check", "--open")).toEqual({ exit: 0, stdout: "#1 merged\n", stderr: "" });
  expect(await merged(world, 1)).toBe(true);
  expect((await run("check", "--open")).stdout).toBe("No pull request is open.\n");
});

test("plan shows the grant, and changes nothing", async () => {
  const before = await everything();
  const { exit, stdout } = await run("plan");
  expect(exit).toBe(0);
  expect(stdout).toMatch(/grant.*alice.*aws-prod\/admin/s);
  const { changes, heldBack, findings } = (await json("plan")) as Record<string, unknown>;
  expect([heldBack, findings]).toEqual([[], []]);
  expect(changes).toEqual([
    {
      action: "grant",
      because: "new",
      binding: expect.objectContaining({
        who: "alice",
        what: "aws-prod/admin",
        from: "2026-11-22T14:00:00Z",
        until: "2026-11-22T16:00:00Z",
        request: PATH,
        pulls: [1],
      }),
    },
  ]);
  expect(await everything()).toEqual(before);
});

test("apply grants, and once more has nothing to do", async () => {
  const { receipts, findings } = (await json("apply")) as Record<string, unknown>;
  expect(findings).toEqual([]);
  expect(receipts).toEqual([
    expect.objectContaining({ action: "grant", until: "2026-11-22T16:00:00Z", result: { outcome: "done" } }),
  ]);
  expect(await world.cloud.root.roles("/curfew/")).toHaveLength(1);
  const file = join(world.directory, "curfew.prom");
  expect(await run("apply", "--metrics", file)).toEqual({ exit: 0, stdout: "Nothing to change.\n", stderr: "" });
  expect(samplesOf(await readFile(file, "utf8"))).toMatchObject({
    'curfew_bindings{repository="acme/access",system="aws-prod"}': 1,
    'curfew_system_up{repository="acme/access",system="aws-prod"}': 1,
  });
  expect((await readdir(world.directory)).filter((name) => name.startsWith("curfew.prom"))).toEqual(["curfew.prom"]);
});

test("status says who holds what", async () => {
  world.clock.moveTo(START + HOUR);
  const { stdout } = await run("status");
  expect(stdout).toMatch(/alice.*aws-prod\/admin/);
  expect(await json("status")).toEqual({
    findings: [],
    held: [expect.objectContaining({ who: "alice", what: "aws-prod/admin", until: "2026-11-22T16:00:00Z" })],
  });
});

test("audit tells who, what, when, why, and who approved", async () => {
  const { entries } = (await json("audit")) as { readonly entries: readonly unknown[] };
  expect(entries).toEqual([
    {
      who: "alice",
      what: "aws-prod/admin",
      granted: "2026-11-22T14:00:00Z",
      found: false,
      until: "2026-11-22T16:00:00Z",
      requests: [
        expect.objectContaining({
          request: PATH,
          pull: 1,
          requestedBy: "alice",
          ticket: "INC-4812",
          why: expect.stringContaining("Promote"),
          approvedBy: [expect.objectContaining({ login: "dana", as: "codeowners", at: "2026-11-22T14:00:00Z" })],
        }),
      ],
    },
  ]);
});

test("an operator with a token of their own may look", async () => {
  const nobody = { CURFEW_APP_ID: undefined, CURFEW_PRIVATE_KEY: undefined };
  const env = { ...nobody, GITHUB_TOKEN: world.people.erin.token };
  const { exit, stdout } = await curfewIn(world, ["audit", "--verify"], { env });
  expect([exit, stdout]).toEqual([0, expect.stringContaining("Every grant came through an approved pull request.")]);
});

test("apply takes away what has ended, by whatever time it is", async () => {
  world.clock.moveTo(START + 3 * HOUR);
  const { stdout: planned } = await run("plan");
  expect(planned).toMatch(/revoke.*alice.*aws-prod\/admin/s);
  const { receipts } = (await json("apply")) as Record<string, unknown>;
  expect(receipts).toEqual([expect.objectContaining({ action: "revoke", cause: "expired" })]);
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
});

test("expire opens and merges the pull request that takes the request out", async () => {
  expect(await run("expire")).toEqual({
    exit: 0,
    stdout: "#2 takes out what has ended.\n#2 merged\n",
    stderr: "",
  });
  expect(await onMain(world, PATH)).toBe(false);
  expect(await json("expire")).toEqual({ opened: [], pulls: [], findings: [] });
  expect((await run("expire")).stdout).toBe("Nothing has ended, and nothing is open.\n");
});

test("audit --at says who had what at that moment", async () => {
  const at = async (instant: string) =>
    ((await json("audit", "--at", instant)) as { readonly entries: readonly unknown[] }).entries;
  expect(await at("2026-11-22T13:59:59Z")).toEqual([]);
  expect(await at("2026-11-23T04:00:00+13:00")).toEqual([
    expect.objectContaining({ who: "alice", ended: "2026-11-22T17:00:00Z", cause: "expired" }),
  ]);
  expect(await at("2026-11-22T17:00:00Z")).toEqual([]);
});

test("audit --verify proves every grant", async () => {
  const { exit, stdout } = await run("audit", "--verify");
  expect([exit, stdout]).toEqual([0, expect.stringContaining("Every grant came through an approved pull request.")]);
  expect(await json("audit", "--verify")).toMatchObject({ findings: [] });
});

test("no secret was printed on the way", () => {
  const { CURFEW_PRIVATE_KEY: key = "", AWS_SECRET_ACCESS_KEY: secret = "" } = world.curfewEnvironment;
  const printed = ends.map(({ stdout, stderr }) => stdout + stderr).join("\n");
  expect(ends.length).toBeGreaterThan(15);
  expect(printed).not.toMatch(/ghs_|ghp_|PRIVATE KEY|eyJ[\w-]+\./);
  for (const part of [secret, ...key.split("\n").filter((line) => line.length > 30)]) {
    expect(part).not.toBe("");
    expect(printed).not.toContain(part);
  }
});
