import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import type { World } from "../../src/demo/world.js";
import { grantTo, openWorld, roles } from "./stage.js";

const MINUTE = 60_000;

function awsCalls(world: World): readonly string[] {
  return world.faults.calls
    .filter(({ service, caller }) => service === "aws" && caller.endsWith(":user/curfew"))
    .map(({ name }) => name);
}

test("whose credentials the App has it asks once: while nothing is to be done, each run lists the account once", async () => {
  const world = await openWorld();
  await world.curfew.start();
  await grantTo(world);
  expect(await roles(world)).toHaveLength(1);
  const before = awsCalls(world);
  expect(before.filter((name) => name === "sts:GetCallerIdentity")).toHaveLength(1);
  const runs = 3;
  for (let run = 1; run <= runs; run += 1) {
    world.clock.moveTo(world.clock.now() + 10 * MINUTE);
    await rest(world);
  }
  expect(awsCalls(world).slice(before.length)).toEqual(Array(runs).fill("iam:GetAccountAuthorizationDetails"));
}, 120_000);
