import { createHmac } from "node:crypto";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type App, createApp, WEBHOOKS } from "../../src/app/app.js";
import { listen } from "../../src/app/listen.js";
import { grantTo, openWorld, roles, START } from "../story/stage.js";

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** As GitHub tells an App of what happened in the repository. */
async function tell(app: App, secret: string, event: string, payload: object): Promise<void> {
  const server = await listen(app.handle, { host: "127.0.0.1", port: 0 });
  onTestFinished(server.close);
  const repository = { full_name: "acme/access", default_branch: "main" };
  const body = JSON.stringify({ repository, ...payload });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": "told",
    "x-hub-signature-256": `sha256=${signature}`,
  };
  expect((await fetch(`${server.url}${WEBHOOKS}`, { method: "POST", headers, body })).status).toBe(200);
}

test("a replica that no event woke ends what another granted before it was gone", async () => {
  const world = await openWorld();
  const settings = { ...world.app.settings, cache: join(world.directory, "second") };
  const second = await createApp(settings, world.app.own);
  onTestFinished(() => second.close());
  second.start();
  await second.idle();
  await world.curfew.start();
  await grantTo(world);
  expect(await roles(world)).toHaveLength(1);
  await world.curfew.stop();

  world.clock.moveTo(START + 30 * SECOND);
  await second.idle();
  world.clock.moveTo(START + 2 * HOUR);
  await second.idle();
  expect(await roles(world)).toEqual([]);
});

test("a look at a branch that has not moved asks git alone", async () => {
  const world = await openWorld();
  await world.curfew.start();
  await world.curfew.idle();
  const calls = world.faults.calls.length;
  world.clock.moveTo(START + 30 * SECOND);
  await world.curfew.idle();
  const [info, fetch, ...more] = world.faults.calls.slice(calls);
  expect([info?.service, fetch?.service, more]).toEqual(["git", "git", []]);
});

test("a repository that the App is installed on later is served within ten minutes, though no event says so", async () => {
  const world = await openWorld();
  const permissions = { contents: "write", pull_requests: "write", checks: "write", issues: "write" } as const;
  const { id, privateKey } = world.github.createApp({ slug: "second", owner: "acme", permissions, events: [] });
  const settings = { ...world.app.settings, appId: String(id), privateKey, cache: join(world.directory, "second") };
  const second = await createApp(settings, world.app.own);
  onTestFinished(() => second.close());
  const fetched = () => world.faults.calls.filter(({ service, caller }) => service === "git" && /second/.test(caller));
  second.start();
  await second.idle();
  world.github.install("second", "acme", ["access"]);
  world.clock.moveTo(START + 600 * SECOND);
  await second.idle();
  expect(fetched()).not.toEqual([]);
});

test("a repository that the App is taken from is asked for no more once GitHub says so, and again once it says otherwise", async () => {
  const world = await openWorld();
  const permissions = { contents: "write", pull_requests: "write", checks: "write", issues: "write" } as const;
  const { id, privateKey } = world.github.createApp({ slug: "second", owner: "acme", permissions, events: [] });
  const settings = { ...world.app.settings, appId: String(id), privateKey, cache: join(world.directory, "second") };
  const installation = world.github.install("second", "acme", ["access"]);
  const second = await createApp(settings, world.app.own);
  onTestFinished(() => second.close());
  second.start();
  await second.idle();
  const callsUntil = async (seconds: number) => {
    const from = world.faults.calls.length;
    world.clock.moveTo(START + seconds * SECOND);
    await second.idle();
    return world.faults.calls.slice(from).map(({ name }) => name);
  };
  expect((await callsUntil(30)).length).toBeGreaterThan(0);
  world.github.uninstall(installation);
  await callsUntil(600);
  expect(await callsUntil(900)).toEqual([]);
  expect(await callsUntil(1200)).toEqual(["GET /app/installations"]);
  world.github.install("second", "acme", ["access"]);
  await callsUntil(1800);
  expect((await callsUntil(1830)).length).toBeGreaterThan(0);
});

test("an event of an installation that is gone, sent again, takes the repository from nobody who serves it", async () => {
  const world = await openWorld();
  const settings = { ...world.app.settings, cache: join(world.directory, "second") };
  const second = await createApp(settings, world.app.own);
  onTestFinished(() => second.close());
  second.start();
  await second.idle();

  await tell(second, settings.webhookSecret, "push", {
    ref: "refs/heads/main",
    commits: [],
    installation: { id: 999 },
  });
  await second.idle();
  const from = world.faults.calls.length;
  world.clock.moveTo(START + 30 * SECOND);
  await second.idle();
  expect(world.faults.calls.slice(from).map(({ service }) => service)).toContain("git");
});

test("an App that is told of a pull request before it looked around ends on time what ends soon after its start", async () => {
  const world = await openWorld();
  await world.curfew.start();
  await grantTo(world);
  await world.curfew.stop();
  world.clock.moveTo(START + 2 * HOUR - 300 * SECOND);

  const settings = { ...world.app.settings, cache: join(world.directory, "second") };
  const second = await createApp(settings, world.app.own);
  onTestFinished(() => second.close());
  const review = world.github.deliveries.find(({ event }) => event === "pull_request_review");
  await tell(second, settings.webhookSecret, "pull_request_review", { ...(review?.payload as object) });
  second.start();
  await second.idle();
  expect(await roles(world)).toHaveLength(1);
  world.clock.moveTo(START + 2 * HOUR);
  await second.idle();
  expect(await roles(world)).toEqual([]);
});
