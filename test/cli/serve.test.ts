import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { comments, merged, REQUEST } from "../../src/demo/story-asked.js";
import { createWorld, type World } from "../../src/demo/world.js";
import { samplesOf } from "../adapters/telemetry/samples.js";
import { approveAs, openPullRequest, PATH, recordingLog, START } from "../story/stage.js";
import { curfew, environmentIn, type Started, start } from "./curfew.js";

let world: World;
let served: Started | undefined;

beforeEach(async () => {
  world = await createWorld({ start: START, running: false, log: recordingLog() });
});

afterEach(async () => {
  served?.process.kill("SIGKILL");
  await served?.ended;
  served = undefined;
  await world.close();
});

/** Starts it as an administrator does, on a free port, and tells GitHub where it is. */
async function serve(
  env: Readonly<Record<string, string>> = {},
  ...options: readonly string[]
): Promise<{ readonly app: Started; readonly url: string }> {
  const words = ["serve", "--host", "127.0.0.1", "--port", "0", ...options];
  const app = start(words, { env: { ...environmentIn(world), ...env } });
  served = app;
  const url = /"url":"([^"]+)"/.exec(await app.printed(/"url":"[^"]+".*\n/))?.[1] ?? "";
  world.github.setWebhook("curfew", {
    url: `${url}/api/github/webhooks`,
    secret: world.curfewEnvironment["CURFEW_WEBHOOK_SECRET"] ?? "",
  });
  return { app, url };
}

test("it answers /health, and nothing else that it does not know", async () => {
  const { url } = await serve();
  const health = await fetch(`${url}/health`);
  expect([health.status, await health.text()]).toEqual([200, "ok\n"]);
  expect((await fetch(`${url}/`)).status).toBe(404);
});

test("metrics are answered on a port of their own, and nowhere else", async () => {
  const { app, url } = await serve({}, "--metrics-port", "0");
  const measured = /"url":"([^"]+\/metrics)"/.exec(await app.printed(/measuring.*\n/))?.[1] ?? "";
  const answer = await fetch(measured);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  let samples = samplesOf(await answer.text());
  // The first run is under way: it is looked at again until it has said something.
  while (Object.keys(samples).length === 0) {
    samples = samplesOf(await (await fetch(measured)).text());
  }
  expect(samples).toMatchObject({ 'curfew_bindings{repository="acme/access",system="aws-prod"}': 0 });
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  expect((await fetch(new URL("/", measured))).status).toBe(404);
  app.process.kill("SIGTERM");
  expect((await app.ended).exit).toBe(0);
});

test.each([
  { title: "signed with another secret", signature: `sha256=${"0".repeat(64)}` },
  { title: "not signed", signature: undefined },
])("a webhook that is $title is refused, and logged without its payload", async ({ signature }) => {
  const { app, url } = await serve();
  const answer = await fetch(`${url}/api/github/webhooks`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": "11111111-1111-1111-1111-111111111111",
      ...(signature === undefined ? {} : { "x-hub-signature-256": signature }),
    },
    body: JSON.stringify({ ref: "refs/heads/main", planted: "payload-of-a-stranger" }),
  });
  expect([400, 401]).toContain(answer.status);
  const log = await app.printed(/request refused.*\n/);
  expect(log).toContain(`"status":${answer.status}`);
  expect(log).not.toContain("payload-of-a-stranger");
  expect(log).not.toContain("woken");
});

test("webhooks of GitHub's are handled from the request to the role", async () => {
  const { app } = await serve();
  const told = called(world, "POST /repos/acme/access/issues/1/comments", 2);
  await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await app.printed(/"event":"pull_request".*\n/);
  await approveAs(world, "dana", 1);
  // The second comment says that the access is live. What is under way is finished before the process ends.
  await told;
  app.process.kill("SIGTERM");
  const { exit, stdout, stderr } = await app.ended;
  expect([exit, stdout]).toEqual([0, ""]);
  expect(await merged(world, 1)).toBe(true);
  expect(await world.cloud.root.roles("/curfew/")).toHaveLength(1);
  expect((await comments(world, 1))[1]).toContain("`alice` has `aws-prod/admin` until 2026-11-22 16:00 UTC");
  expect(stderr).not.toMatch(/ghs_|PRIVATE KEY/);
});

/** Resolves when a call was made so often. */
function called(world: World, name: string, times: number): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    world.faults.inject({
      mode: "error",
      // It only looks: no call matches, so none fails.
      match(call) {
        count += call.name === name ? 1 : 0;
        if (count === times) resolve();
        return false;
      },
    });
  });
}

test("SIGTERM ends it with exit 0, and leaves nothing behind", async () => {
  const temporary = world.directory;
  const before = await readdir(temporary);
  const { app } = await serve({ TMPDIR: temporary });
  app.process.kill("SIGTERM");
  expect((await app.ended).exit).toBe(0);
  expect(await readdir(temporary)).toEqual(before);
});

test("a port that is taken is the world's failure: one line, exit 1", async () => {
  const { url } = await serve();
  const port = new URL(url).port;
  const { exit, stderr } = await curfew(["serve", "--host", "127.0.0.1", "--port", port], {
    env: environmentIn(world),
  });
  expect(exit).toBe(1);
  expect(stderr).toMatch(/^curfew: cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n$/);
});

test("a port for metrics that is taken ends it too, instead of an App that looks around nowhere", async () => {
  const { url } = await serve();
  const metrics = ["--metrics-port", new URL(url).port];
  const { exit, stderr } = await curfew(["serve", "--host", "127.0.0.1", "--port", "0", ...metrics], {
    env: environmentIn(world),
  });
  expect(exit).toBe(1);
  expect(stderr).toMatch(/\ncurfew: cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n$/);
});
