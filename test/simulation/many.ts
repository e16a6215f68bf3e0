import { test } from "vitest";
import { playAll, seedsFrom } from "./histories.js";
import type { Season } from "./seasons.js";

/** How many histories there are in all; without an end, with `CURFEW_HISTORIES=endless`. */
const ALL = process.env["CURFEW_HISTORIES"] ?? "5000";
/** The seed that is played first. A soak begins elsewhere than CI, so that it sees something else. */
const FIRST = Number(process.env["CURFEW_FIRST_SEED"] ?? 1000);
const SAY_EVERY = 250;
/** Of all histories. One of a stormy season takes a quarter of the time of one in which much is held. */
const SHARES: Readonly<Record<Season, number>> = { stormy: 0.76, busy: 0.1, scheduled: 0.08, changing: 0.06 };

/** Those of one season, for one worker. */
export function playMany(season: Season): void {
  const count = ALL === "endless" ? Number.POSITIVE_INFINITY : Math.ceil(Number(ALL) * SHARES[season]);
  test(`histories hold in a ${season} season`, { timeout: 2_000_000_000 }, async () => {
    const begun = performance.now();
    let [played, steps] = [0, 0];
    await playAll(season, seedsFrom(FIRST, 1, count), (history) => {
      played += 1;
      steps += history.steps;
      if (played % SAY_EVERY > 0) return;
      const pace = (performance.now() - begun) / steps;
      console.log(
        `${played} ${season} histories, ${steps} steps, ${pace.toFixed(2)} ms a step; last seed ${history.seed}`,
      );
    });
  });
}
