import { expect, test } from "vitest";
import { playAll, STEPS, seedsFrom } from "./histories.js";
import { playHistory, STRAIGHT } from "./simulate.js";

/** `CURFEW_SEED=… npx vitest run --project source test/simulation/sound.test.ts` plays that history alone. */
const SEED = process.env["CURFEW_SEED"];
const FIRST = 20;

test("whatever happens, short histories hold what Curfew promises", async () => {
  const seeds = SEED === undefined ? [...seedsFrom(1, 1, FIRST)] : [Number(SEED)];
  const { steps } = await playAll(seeds);
  expect(steps).toBe(seeds.length * STEPS);
}, 120_000);

test("the same seed is the same history", async () => {
  const options = { steps: 60, bend: STRAIGHT };
  const [once, again] = [await playHistory(7, options), await playHistory(7, options)];
  expect(again).toEqual(once);
  expect((await playHistory(8, options)).trace).not.toEqual(once.trace);
});
