import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { grantTo, ledgerOf, openWorld, roles } from "./stage.js";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

async function told(world: World, pull: number): Promise<string> {
  return (await comments(world, pull)).at(-1) ?? "";
}

async function pass(world: World, milliseconds: number): Promise<void> {
  world.clock.moveTo(world.clock.now() + milliseconds);
  await rest(world);
}

test("access that AWS does not show yet is on its way, then live; it is granted once and ends once", async () => {
  const world = await openWorld();
  await world.curfew.start();
  world.delayCloud({ seconds: 40 });
  const pull = await grantTo(world);
  expect(await told(world, pull)).toContain("is on its way");
  expect(await told(world, pull)).not.toContain("aws sts");
  await pass(world, 20 * SECOND);
  expect(await told(world, pull)).toContain("is on its way");
  expect(await ledgerOf(world)).toEqual(["grant"]);
  await pass(world, 20 * SECOND);
  await pass(world, 60 * SECOND);
  expect(await told(world, pull)).toContain("alice` has `aws-prod/admin` until");
  expect(await told(world, pull)).toContain("aws sts assume-role");
  await pass(world, 2 * HOUR);
  // Listed still, though it is gone: nothing of that is written down.
  await pass(world, 20 * SECOND);
  await pass(world, 100 * SECOND);
  expect(await roles(world)).toEqual([]);
  expect(await ledgerOf(world)).toEqual(["grant", "revoke"]);
  expect(await told(world, pull)).toContain("ended");
}, 120_000);

test("access that AWS shows after some reads is live in the first comment", async () => {
  const world = await openWorld();
  await world.curfew.start();
  world.delayCloud({ reads: 3 });
  const pull = await grantTo(world);
  expect(await told(world, pull)).toContain("alice` has `aws-prod/admin` until");
  expect(await ledgerOf(world)).toEqual(["grant"]);
}, 120_000);
