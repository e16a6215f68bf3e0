import { expect, test } from "vitest";
import { tellStory } from "../../src/demo/story.js";
import { tellWith } from "./faults.js";

test("without a fault the story ends as it must", async () => {
  const sound = await tellWith(tellStory, { kind: "none" });
  expect(sound.steps.filter((step) => !step.ok)).toEqual([]);
  expect(sound.end).toMatchObject({
    bindings: [],
    comments: 3,
    pulls: 2,
    issues: [],
    answers: [],
    branches: ["alice-admin", "curfew-ledger", "main"],
  });
  expect(sound.end.receipts.map((line) => JSON.parse(line).action)).toEqual(["grant", "revoke"]);
  expect(sound.calls.length).toBeGreaterThan(50);
}, 120_000);
