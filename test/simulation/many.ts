import { test } from "vitest";
import { playAll, seedsFrom } from "./histories.js";

/** How many histories there are in all; without an end, with `CURFEW_HISTORIES=endless`. */
const ALL = process.env["CURFEW_HISTORIES"] ?? "5000";
/** The seed that is played first. A soak begins elsewhere than CI, so that it sees something else. */
const FIRST = Number(process.env["CURFEW_FIRST_SEED"] ?? 1000);
const SAY_EVERY = 250;

/** One of two workers' half of them: the even seeds, or the odd ones. */
export function playMany(half: 0 | 1): void {
  const count = ALL === "endless" ? Number.POSITIVE_INFINITY : Math.ceil(Number(ALL) / 2);
  test(`histories hold, of the ${half === 0 ? "even" : "odd"} seeds`, { timeout: 2_000_000_000 }, async () => {
    const begun = performance.now();
    let [played, steps] = [0, 0];
    await playAll(seedsFrom(FIRST + ((FIRST + half) % 2), 2, count), (history) => {
      played += 1;
      steps += history.steps;
      if (played % SAY_EVERY > 0) return;
      const pace = (performance.now() - begun) / steps;
      console.log(`${played} histories, ${steps} steps, ${pace.toFixed(2)} ms a step; last seed ${history.seed}`);
    });
  });
}
