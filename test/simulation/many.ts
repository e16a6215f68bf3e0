import { test } from "vitest";
import { playAll, seedsFrom } from "./histories.js";
import type { Season } from "./seasons.js";

/** How many histories there are in all; without an end, with `CURFEW_HISTORIES=endless`. */
const ALL = process.env["CURFEW_HISTORIES"] ?? "5000";
/** The seed that is played first. A soak begins elsewhere than CI, so that it sees something else. */
const FIRST = Number(process.env["CURFEW_FIRST_SEED"] ?? 1000);
const SAY_EVERY = 250;
/** Of all histories, so that the workers take as long as each other. */
const SHARES: Readonly<Record<Season, number>> = { stormy: 0.5, busy: 0.22, scheduled: 0.12, changing: 0.16 };

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
