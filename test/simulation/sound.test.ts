import { expect, test } from "vitest";
import { playAll, STEPS, seedsFrom } from "./histories.js";
import { SEASON_NAMES } from "./seasons.js";
import { playHistory, STRAIGHT } from "./simulate.js";

/** `CURFEW_SEED=… CURFEW_SEASON=… npx vitest run --project source test/simulation/sound.test.ts` plays that history alone. */
const { CURFEW_SEED: SEED, CURFEW_SEASON: SEASON } = process.env;
const FIRST = 10;

test.for(SEASON_NAMES.filter((season) => SEASON === undefined || SEASON === season))(
  "whatever happens, short histories of a %s season hold what Curfew promises",
  { timeout: 120_000 },
  async (season) => {
    const seeds = SEED === undefined ? [...seedsFrom(1, 1, FIRST)] : [Number(SEED)];
    const { steps } = await playAll(season, seeds);
    expect(steps).toBe(seeds.length * STEPS);
  },
);

test("the same seed is the same history", async () => {
  const options = { season: "stormy", steps: 60, bend: STRAIGHT } as const;
  const [once, again] = [await playHistory(7, options), await playHistory(7, options)];
  expect(again).toEqual(once);
  expect((await playHistory(8, options)).trace).not.toEqual(once.trace);
});
