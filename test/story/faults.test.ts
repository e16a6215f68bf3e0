import { beforeAll, describe, expect, test } from "vitest";
import { FAULT_MODES } from "../../src/sandbox/faults.js";
import { type Told, type Trouble, tellWith } from "./faults.js";

/** How many of the calls are tried here; `npm run test:faults` tries them all. */
const SHARE = Number(process.env["CURFEW_FAULTS_SHARE"] ?? "0.02");

let sound: Told;

beforeAll(async () => {
  sound = await tellWith({ kind: "none" });
}, 120_000);

async function expectSame(trouble: Trouble): Promise<void> {
  const told = await tellWith(trouble);
  expect(told.end).toEqual(sound.end);
  expect(told.steps.filter((step) => !step.ok)).toEqual([]);
}

/** Calls spread over the whole story, always the same ones. */
function chosen(offset: number): readonly number[] {
  const step = Math.max(1, Math.round(1 / SHARE));
  return Array.from({ length: 400 }, (_, index) => index + 1).filter((at) => at % step === offset % step);
}

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

describe("a call that fails once, without the SDK's own retries, changes nothing", () => {
  for (const [index, mode] of FAULT_MODES.entries()) {
    test.each(chosen(index * 7))(
      `${mode} at call %i`,
      async (at) => {
        if (at <= sound.calls.length) await expectSame({ kind: "once", at, mode });
      },
      120_000,
    );
  }
});

describe("stopped at a call and started again, it ends the same", () => {
  for (const after of [false, true]) {
    test.each(chosen(after ? 3 : 19))(
      `${after ? "after" : "before"} call %i`,
      async (at) => {
        if (at <= sound.calls.length) await expectSame({ kind: "stop", at, after });
      },
      120_000,
    );
  }
});

describe("calls that keep failing, with the SDK's own retries, change nothing", () => {
  for (const every of [2, 3, 5]) {
    test.each(FAULT_MODES)(
      `every ${every}: %s`,
      async (mode) => {
        await expectSame({ kind: "every", every, mode });
      },
      120_000,
    );
  }
});
