import { afterEach, expect, test } from "vitest";
import { minutesLater, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const made: RepositoryWorld[] = [];
afterEach(() => {
  for (const { repository } of made.splice(0)) repository.remove();
});

function asking(): RepositoryWorld {
  const world = repositoryWorld();
  made.push(world);
  world.grant();
  return world;
}

test("a clock that was put right since the forge last answered stops nothing, and dates what it records", async () => {
  const world = asking();
  world.skewed(7200, 0);
  const { findings } = await world.reconcile(minutesLater(1));
  expect([world.held(), findings]).toEqual([["Alice aws-prod/admin"], []]);
  expect(new Set(world.ledger.map(({ at }) => at))).toEqual(new Set([minutesLater(1)]));
});

test("a clock that is still wrong grants nothing, and is said to be", async () => {
  const world = asking();
  world.skewed(7200, 7200);
  const { findings } = await world.reconcile(START);
  expect([world.held(), findings.map(({ code }) => code)]).toEqual([[], ["clock-skew"]]);
  expect(new Set(world.ledger.map(({ at }) => at))).toEqual(new Set([minutesLater(120)]));
});

test("a clock that went wrong since is found out before anything is given by it", async () => {
  const world = asking();
  world.skewed(0, 7200);
  const { findings } = await world.reconcile(START);
  expect([world.held(), findings.map(({ code }) => code)]).toEqual([[], ["clock-skew"]]);
  expect(new Set(world.ledger.map(({ at }) => at))).toEqual(new Set([minutesLater(120)]));
});

test("a clock that is put right while a run is under way dates nothing by what it said before", async () => {
  const world = asking();
  await world.reconcile(START);
  const before = world.ledger.length;
  world.putRight(minutesLater(1));
  const early = await world.reconcile(minutesLater(180));
  // Nobody knows what time it is: what ends is ended.
  expect([world.held(), early.findings.map(({ code }) => code)]).toEqual([[], ["clock-skew"]]);
  expect(world.ledger.slice(before)).toMatchObject([{ action: "revoke", cause: "expired", at: minutesLater(1) }]);
  world.putRight(minutesLater(2));
  const { findings } = await world.reconcile(minutesLater(2));
  expect([world.held(), findings]).toEqual([["Alice aws-prod/admin"], []]);
});

test("a run that takes long is no wrong clock", async () => {
  const world = asking();
  world.putRight(minutesLater(5));
  const { findings } = await world.reconcile(START);
  expect([world.held(), findings]).toEqual([["Alice aws-prod/admin"], []]);
});

test("nobody is asked for the time where there is nothing to do", async () => {
  const world = asking();
  await world.reconcile(START);
  world.skewed(0, 7200);
  expect((await world.reconcile(minutesLater(1))).findings).toEqual([]);
});

test("while the forge is asked and cannot say what time it is, what has ended is ended, and written down once it can", async () => {
  const world = asking();
  await world.reconcile(START);
  const before = world.ledger.length;
  world.silence(true);
  const { findings, retry } = await world.reconcile(minutesLater(24 * 60));
  expect([world.held(), world.ledger.length, retry]).toEqual([[], before, true]);
  expect(findings).toMatchObject([
    { code: "ledger-unwritten", args: { error: "nobody says what time it is: GitHub answered 503" } },
  ]);
  world.silence(false);
  await world.reconcile(minutesLater(24 * 60 + 1));
  expect(world.ledger.slice(before)).toMatchObject([{ kind: "receipt", action: "revoke", found: true }]);
});
