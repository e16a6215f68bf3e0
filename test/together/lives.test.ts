import { expect, test } from "vitest";
import { emergency, heldBack, type Life, live, prolonged, returned } from "./life.js";
import { chosen, disturbances, meetingsOf } from "./meetings.js";

/** How many of the ways to meet are tried; 1 tries them all, which takes hours. */
const SHARE = Number(process.env["CURFEW_MEETINGS_SHARE"] ?? "0.05");

/** Milliseconds: a bound for a machine that hangs, not for one that is slow. */
const LONGEST = 12 * 3_600_000;

test.each<{ readonly title: string; readonly life: Life; readonly held: Readonly<Record<string, number>> }>([
  { title: "access that is prolonged", life: prolonged, held: { granted: 1, extended: 1, ended: 0 } },
  { title: "access that is given back", life: returned, held: { "given back": 1, "after the end": 0 } },
  { title: "an emergency", life: emergency, held: { granted: 1, overdue: 0 } },
  { title: "what is held back", life: heldBack, held: { granted: 5, "held back": 5, "after the end": 0 } },
])(
  "whichever calls of two processes come together, they come to the same end as one: $title",
  async ({ life, held }) => {
    const sound = await live(life, undefined);
    expect(sound.findings).toEqual([]);
    for (const [moment, count] of Object.entries(held)) {
      expect([moment, sound.looks[moment]?.bindings.length]).toEqual([moment, count]);
    }
    const meetings = meetingsOf(sound);
    expect(meetings.length).toBeGreaterThan(100);
    expect(await disturbances(life, sound, chosen(meetings, Math.round(1 / SHARE) | 1))).toEqual([]);
  },
  LONGEST,
);
