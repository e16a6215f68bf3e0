import { beforeAll, expect, test } from "vitest";
import { tellStory } from "../../src/demo/story.js";
import { chosen, differences, type Told, tellWith } from "./faults.js";

const HOUR = 3_600_000;
let sound: Told;

beforeAll(async () => {
  sound = await tellWith(tellStory, { kind: "none" });
}, 120_000);

test.each([
  { title: "before", after: false },
  { title: "after", after: true },
])(
  "stopped $title the work of a call and started again, it ends the same",
  async ({ after }) => {
    const calls = chosen(sound.calls, after ? 3 : 19);
    expect(calls.length).toBeGreaterThan(0);
    expect(await differences(tellStory, sound, calls, (at) => ({ kind: "stop", at, after }))).toEqual([]);
  },
  HOUR,
);
