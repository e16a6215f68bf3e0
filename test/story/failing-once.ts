import { beforeAll, expect, test } from "vitest";
import { tellStory } from "../../src/demo/story.js";
import { FAULT_MODES, type FaultMode } from "../../src/sandbox/faults.js";
import { chosen, differences, type Told, tellWith } from "./faults.js";

/** Milliseconds: a bound for a machine that hangs, not for one that is slow. */
const LONGEST = 3_600_000;

/** Every chosen call fails once in that way; one test file for two ways, so that two cores share them. */
export function failingOnce(modes: readonly FaultMode[]): void {
  let sound: Told;

  beforeAll(async () => {
    sound = await tellWith(tellStory, { kind: "none" });
  }, 120_000);

  test.each(modes)(
    "a call that fails once with %s, without the SDK's own retries, changes nothing",
    async (mode) => {
      const calls = chosen(sound.calls, FAULT_MODES.indexOf(mode) * 7);
      expect(calls.length).toBeGreaterThan(0);
      expect(await differences(tellStory, sound, calls, (at) => ({ kind: "once", at, mode }))).toEqual([]);
    },
    LONGEST,
  );
}
