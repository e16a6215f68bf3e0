import { expect, test } from "vitest";
import { createBudget } from "../../src/adapters/budget.js";
import { createMovingClock } from "../run/moving-clock.js";

const PHASES = ["judge", "change", "wait", "record"] as const;
const HOUR = 3_600_000;

test("the phases of a run end one after the other", () => {
  const clock = createMovingClock();
  const budget = createBudget(clock, 30_000, undefined);
  const begun = clock.now();
  const over = [0, 10, 20, 30, 35, 40].map((second) => {
    clock.advance(begun + second * 1000 - clock.now());
    return PHASES.filter(budget.over);
  });
  expect(over).toEqual([[], ["judge"], ["judge"], ["judge", "change"], ["judge", "change", "wait"], [...PHASES]]);
});

test("a clock that is set back while something hangs gives a run no more time", () => {
  const clock = createMovingClock();
  const budget = createBudget(clock, 30_000, undefined);
  clock.advance(12_000);
  clock.advance(-HOUR);
  const over: string[] = [];
  for (const phase of PHASES) budget.onOver(phase, () => over.push(phase));
  expect(over).toEqual([...PHASES]);
});

test("told to stop, a run judges and begins nothing more, and what was begun is waited for", () => {
  const stopping = new AbortController();
  const budget = createBudget(createMovingClock(), 30_000, stopping.signal);
  stopping.abort();
  expect(PHASES.filter(budget.over)).toEqual(["judge", "change"]);
});
