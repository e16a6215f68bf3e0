import { expect, test } from "vitest";
import { live } from "./life.js";
import { chosen, disturbances, meetingsOf } from "./meetings.js";

/** How many of the ways to meet are tried; 1 tries them all, which takes an hour. */
const SHARE = Number(process.env["CURFEW_MEETINGS_SHARE"] ?? "0.05");

/** Milliseconds: a bound for a machine that hangs, not for one that is slow. */
const LONGEST = 12 * 3_600_000;

test(
  "whichever calls of two processes come together, they come to the same end as one",
  async () => {
    const sound = await live(undefined);
    expect(sound.findings).toEqual([]);
    expect(sound.looks["granted"]?.bindings).toHaveLength(1);
    expect(sound.looks["after the end"]?.bindings).toEqual([]);
    const meetings = meetingsOf(sound);
    // Coming about, being prolonged, and ending are many calls each.
    expect(meetings.length).toBeGreaterThan(200);
    expect(await disturbances(sound, chosen(meetings, Math.round(1 / SHARE) | 1))).toEqual([]);
  },
  LONGEST,
);
