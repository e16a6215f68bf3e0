import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import type { Call } from "../../src/sandbox/faults.js";
import { approveAs, openPullRequest, openWorld, PATH, START } from "./stage.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CLOSED = /Closed: undecided for 7 days/;

async function isOpen(world: World, pull: number): Promise<boolean> {
  const { data } = await world.people.dana.api.rest.pulls.get({ ...REPOSITORY, pull_number: pull });
  return data.state === "open";
}

/** Curfew is away meanwhile: what it looks at again every few minutes would only take the test long. */
async function leap(world: World, to: number): Promise<void> {
  await world.curfew.stop();
  world.clock.moveTo(to);
  await world.curfew.start();
  await rest(world);
}

test("a request that nobody decides for 7 days is closed and says so once; reopened, it begins anew", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await leap(world, START + 7 * DAY - 11 * MINUTE);
  expect(await isOpen(world, pull)).toBe(true);
  // The App finds it by itself, when it looks at everything again.
  world.clock.moveTo(START + 7 * DAY);
  await rest(world);
  expect(await isOpen(world, pull)).toBe(false);
  expect((await comments(world, pull)).filter((body) => CLOSED.test(body))).toHaveLength(1);
  expect((await comments(world, pull)).at(-1)).toContain("since 2026-11-22 14:00 UTC");

  const update = { ...REPOSITORY, pull_number: pull, state: "open" } as const;
  await world.people.alice.api.rest.pulls.update(update);
  await rest(world);
  expect(await isOpen(world, pull)).toBe(true);
  await leap(world, START + 14 * DAY - MINUTE);
  expect(await isOpen(world, pull)).toBe(true);
  await leap(world, START + 14 * DAY);
  expect(await isOpen(world, pull)).toBe(false);
  expect((await comments(world, pull)).filter((body) => CLOSED.test(body))).toHaveLength(1);
});

test("a push begins the 7 days anew, and what is approved at last is merged", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await leap(world, START + 6 * DAY);
  await world.people.alice.push("ask", PATH, REQUEST.replace("for: 2h", "for: 1h"), "Ask for less", true);
  await leap(world, START + 12 * DAY);
  expect(await isOpen(world, pull)).toBe(true);
  await world.curfew.stop();
  await approveAs(world, "dana", pull);
  await leap(world, START + 13 * DAY);
  expect(await merged(world, pull)).toBe(true);
});

test("one whose closing was cut short after its comment is closed by the next run, with that one comment", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await world.curfew.stop();
  world.clock.moveTo(START + 7 * DAY);
  const closing = (call: Call) => call.name === `PATCH /repos/acme/access/pulls/${pull}`;
  // From then on it is as if the process had died: the first call that it does not get through is the closing itself.
  const revive = world.faults.inject({ mode: "error", match: closing, from: 1 });
  await world.curfew.start();
  await rest(world);
  expect(await isOpen(world, pull)).toBe(true);
  expect((await comments(world, pull)).filter((body) => CLOSED.test(body))).toHaveLength(1);

  revive();
  await leap(world, world.clock.now() + MINUTE);
  expect(await isOpen(world, pull)).toBe(false);
  expect((await comments(world, pull)).filter((body) => CLOSED.test(body))).toHaveLength(1);
});
