import { expect, test } from "vitest";
import { live } from "./life.js";
import { disturbances } from "./meetings.js";

/** Three of the ways to meet; `npm run test:long` tries more of them. */
test("two processes at once come to the same end as one", async () => {
  const sound = await live(undefined);
  expect(sound.findings).toEqual([]);
  expect(sound.looks["granted"]?.bindings).toHaveLength(1);
  expect(sound.looks["after the end"]?.bindings).toEqual([]);
  const meetings = [
    { kind: "app", order: "across", call: 11 },
    { kind: "action", order: "inside", call: 17 },
  ] as const;
  expect(await disturbances(sound, meetings)).toEqual([]);
}, 300_000);
