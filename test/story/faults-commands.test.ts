import { beforeAll, describe, expect, test } from "vitest";
import { FAULT_MODES } from "../../src/sandbox/faults.js";
import { chosen, differences, type Story, type Told, tellWith } from "./faults.js";
import { tellCommands, tellEmergency, tellHoldBack } from "./stories.js";

/** Milliseconds: a bound for a machine that hangs, not for one that is slow. */
const LONGEST = 3_600_000;

const STORIES: readonly (readonly [string, Story])[] = [
  ["commands in comments", tellCommands],
  ["an emergency and its review", tellEmergency],
  ["revocations that are held back", tellHoldBack],
];

describe.each(STORIES)("%s", (_name, story) => {
  let sound: Told;

  beforeAll(async () => {
    sound = await tellWith(story, { kind: "none" });
  }, 240_000);

  test("without a fault it ends as it must", () => {
    expect(sound.steps.filter((step) => !step.ok)).toEqual([]);
    expect(sound.end.bindings).toEqual([]);
    expect(sound.calls.length).toBeGreaterThan(50);
  });

  test.each(FAULT_MODES)(
    "a call that fails once with %s changes nothing",
    async (mode) => {
      const calls = chosen(sound.calls, FAULT_MODES.indexOf(mode) * 7 + 1);
      expect(calls.length).toBeGreaterThan(0);
      expect(await differences(story, sound, calls, (at) => ({ kind: "once", at, mode }))).toEqual([]);
    },
    LONGEST,
  );

  test.each([
    { title: "before", after: false },
    { title: "after", after: true },
  ])(
    "stopped $title the work of a call and started again, it ends the same",
    async ({ after }) => {
      const calls = chosen(sound.calls, after ? 5 : 23);
      expect(calls.length).toBeGreaterThan(0);
      expect(await differences(story, sound, calls, (at) => ({ kind: "stop", at, after }))).toEqual([]);
    },
    LONGEST,
  );
});
