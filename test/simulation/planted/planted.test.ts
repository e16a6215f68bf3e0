import { afterEach, beforeEach, expect, test } from "vitest";
import { STEPS } from "../histories.js";
import type { playHistory } from "../simulate.js";
import { uproot } from "./bug.js";
import { BUGS } from "./bugs.js";

/** How many histories a mistake may survive; those that CI plays are many times more. */
const PATIENCE = 150;

beforeEach(uproot);
afterEach(uproot);

test.each(BUGS)("$what: $breaks does not hold", { timeout: 600_000 }, async ({ plant, bend, breaks, season }) => {
  plant();
  const simulator = (await import("../simulate.js")) as { readonly playHistory: typeof playHistory };
  const caught = new Set<string>();
  for (let seed = 1; !caught.has(breaks) && seed <= PATIENCE; seed += 1) {
    const { wrongs } = await simulator.playHistory(seed, { season, steps: STEPS, bend });
    for (const { invariant } of wrongs) caught.add(invariant);
  }
  expect([...caught]).toContain(breaks);
});

test("every invariant is seen to fail, and the table says by what", async () => {
  const rows = BUGS.map(({ what, where, breaks }) => `| ${what} | ${where} | ${breaks} |`);
  const table = ["| A mistake | planted in | breaks |", "|---|---|---|", ...rows, ""].join("\n");
  await expect(table).toMatchFileSnapshot("table.md");
});
