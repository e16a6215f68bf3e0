import type { Season } from "./seasons.js";
import { type History, playHistory, STRAIGHT } from "./simulate.js";

/** How many steps a history has: what CI promises. */
export const STEPS = 200;

/** What a failing history is told as: what is wrong, how it came to that, and how to play it again. */
export function tellHistory({ seed, season, steps, wrongs, trace }: History): string {
  return [
    `seed ${seed} of a ${season} season went wrong at step ${steps}:`,
    ...wrongs.slice(0, 5).map(({ invariant, text }) => `  ${invariant}: ${text}`),
    "what had happened:",
    ...trace.map((line) => `  ${line}`),
    `again: CURFEW_SEED=${seed} CURFEW_SEASON=${season} npx vitest run --project source test/simulation/sound.test.ts`,
  ].join("\n");
}

/** Plays one history after the other; throws at the first that goes wrong. Returns how many steps and calls there were. */
export async function playAll(
  season: Season,
  seeds: Iterable<number>,
  onPlayed: (history: History) => void = () => undefined,
): Promise<{ readonly steps: number; readonly calls: number }> {
  let [steps, calls] = [0, 0];
  for (const seed of seeds) {
    const history = await playHistory(seed, { season, steps: STEPS, bend: STRAIGHT });
    if (history.wrongs.length > 0) throw new Error(tellHistory(history));
    steps += history.steps;
    calls += history.calls;
    onPlayed(history);
  }
  return { steps, calls };
}

export function* seedsFrom(first: number, step: number, count: number): Generator<number> {
  for (let index = 0; index < count; index += 1) yield first + index * step;
}
