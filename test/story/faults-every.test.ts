import { beforeAll, expect, test } from "vitest";
import { tellStory } from "../../src/demo/story.js";
import { FAULT_MODES } from "../../src/sandbox/faults.js";
import { type Told, tellWith } from "./faults.js";

let sound: Told;

beforeAll(async () => {
  sound = await tellWith(tellStory, { kind: "none" });
}, 120_000);

const KEPT_FAILING = [2, 3, 5].flatMap((every) => FAULT_MODES.map((mode) => ({ every, mode })));

test.each(KEPT_FAILING)(
  "every call number $every failing with $mode, with the SDK's own retries, changes nothing",
  async ({ every, mode }) => {
    const told = await tellWith(tellStory, { kind: "every", every, mode });
    expect(told.steps.filter((step) => !step.ok)).toEqual([]);
    expect(told.end).toEqual(sound.end);
  },
  120_000,
);
