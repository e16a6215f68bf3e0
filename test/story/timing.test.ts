import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, onMain, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { grantTo, ledgerOf, openPullRequest, openWorld, PATH, roles, START } from "./stage.js";

const HOUR = 3_600_000;
const LATER = PATH.replace("alice-admin", "alice-again");

async function pass(world: World, milliseconds: number): Promise<void> {
  world.clock.moveTo(world.clock.now() + milliseconds);
  await rest(world);
}

async function untilOf(world: World): Promise<number> {
  const [role = ""] = await world.cloud.root.roles("/curfew/");
  return Date.parse((await world.cloud.root.tags(role))["until"] ?? "");
}

test("a request that begins later is granted when it begins, until its own end", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const text = REQUEST.replace("for: 2h", "from: 2026-11-22T16:00:00Z\nuntil: 2026-11-22T17:00:00Z");
  const pull = await grantTo(world, "ask", PATH, text);
  expect(await merged(world, pull)).toBe(true);
  expect(await roles(world)).toEqual([]);
  expect((await comments(world, pull))[1]).toContain("will have");
  await pass(world, 2 * HOUR);
  expect(await untilOf(world)).toBe(START + 3 * HOUR);
  expect((await comments(world, pull))[1]).toContain("🔓");
  await pass(world, HOUR);
  expect(await roles(world)).toEqual([]);
  expect(await onMain(world, PATH)).toBe(false);
});

test("two requests for the same role are one binding, which lasts until the later end", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const first = await grantTo(world);
  await pass(world, HOUR);
  const second = await grantTo(world, "again", LATER);
  expect(await roles(world)).toHaveLength(1);
  expect(await untilOf(world)).toBe(START + 3 * HOUR);
  await pass(world, HOUR);
  // The end of the first ends nothing, but its file goes.
  expect(await untilOf(world)).toBe(START + 3 * HOUR);
  expect(await onMain(world, PATH)).toBe(false);
  expect((await comments(world, second))[1]).toContain("🔓");
  await pass(world, HOUR);
  expect(await roles(world)).toEqual([]);
  expect((await comments(world, first))[1]).toContain("🔒");
  expect((await comments(world, second))[1]).toContain("🔒");
  expect(await ledgerOf(world)).toEqual(["grant", "extend", "revoke"]);
});

test("what was given back stays told as ended, though the same role is granted anew", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const first = await grantTo(world);
  await pass(world, HOUR / 6);
  await openPullRequest(world, "alice", { branch: "back", path: PATH, text: undefined });
  await rest(world);
  expect(await roles(world)).toEqual([]);
  await pass(world, HOUR / 6);
  const second = await grantTo(world, "again", LATER);
  await pass(world, HOUR / 6);
  expect(await roles(world)).toHaveLength(1);
  expect((await comments(world, first))[1]).toContain("gave it back");
  expect((await comments(world, second))[1]).toContain("🔓");
  expect(await comments(world, first)).toHaveLength(2);
});

test("with a clock that is a minute wrong nothing is granted", async () => {
  const world = await openWorld({ ahead: HOUR / 60 });
  await world.curfew.start();
  const pull = await grantTo(world);
  expect(await merged(world, pull)).toBe(true);
  expect(await roles(world)).toEqual([]);
});

test("an approval counts at once where Curfew's clock is some seconds behind", async () => {
  const world = await openWorld({ ahead: -10_000 });
  await world.curfew.start();
  const pull = await grantTo(world);
  expect(await merged(world, pull)).toBe(true);
  await pass(world, 10_000);
  expect(await roles(world)).toHaveLength(1);
});

test("after a day without Curfew, and with its cache gone, everything is put right", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await grantTo(world);
  await world.curfew.stop();
  await world.people.erin.pull();
  await world.people.erin.shell(`rm -rf '${world.app.settings.cache}'`);
  world.clock.moveTo(world.clock.now() + 24 * HOUR);
  await world.curfew.start();
  await rest(world);
  expect(await roles(world)).toEqual([]);
  expect(await onMain(world, PATH)).toBe(false);
  expect((await comments(world, pull))[1]).toContain("🔒");
});

test("a cache that is damaged is made anew", async () => {
  const world = await openWorld();
  await world.curfew.start();
  await grantTo(world);
  await world.curfew.stop();
  await world.people.erin.pull();
  const cache = world.app.settings.cache;
  await world.people.erin.shell(
    `find '${cache}' -name '*.pack' -exec sh -c 'chmod u+w "$1"; printf garbage > "$1"' _ {} ';'; find '${cache}' -path '*/objects/??/*' -exec sh -c 'chmod u+w "$1"; printf garbage > "$1"' _ {} ';'`,
  );
  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await world.curfew.start();
  await rest(world);
  expect(await roles(world)).toEqual([]);
});
