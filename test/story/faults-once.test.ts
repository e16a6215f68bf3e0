import { beforeAll, expect, test } from "vitest";
import { FAULT_MODES } from "../../src/sandbox/faults.js";
import { chosen, differences, type Told, tellWith } from "./faults.js";

const HOUR = 3_600_000;
let sound: Told;

beforeAll(async () => {
  sound = await tellWith({ kind: "none" });
}, 120_000);

test("without a fault the story ends as it must", () => {
  expect(sound.steps.filter((step) => !step.ok)).toEqual([]);
  expect(sound.end).toMatchObject({
    bindings: [],
    comments: 3,
    pulls: 2,
    branches: ["alice-admin", "curfew-ledger", "main"],
  });
  expect(sound.end.receipts.map((line) => JSON.parse(line).action)).toEqual(["grant", "revoke"]);
  expect(sound.calls.length).toBeGreaterThan(50);
});

test.each(FAULT_MODES)(
  "a call that fails once with %s, without the SDK's own retries, changes nothing",
  async (mode) => {
    const calls = chosen(sound.calls, FAULT_MODES.indexOf(mode) * 7);
    expect(calls.length).toBeGreaterThan(0);
    expect(await differences(sound, calls, (at) => ({ kind: "once", at, mode }))).toEqual([]);
  },
  HOUR,
);
