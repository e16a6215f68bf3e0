import { expect, test } from "vitest";
import { narrator, type Step, type Teller } from "../../src/demo/step.js";
import { tellPeople, tellPrograms } from "../../src/demo/tell.js";

const NOW = Date.UTC(2026, 10, 22, 14, 0, 0, 123);

function recording(): { readonly steps: Step[]; readonly teller: Teller } {
  const steps: Step[] = [];
  return { steps, teller: { chapter() {}, screen() {}, step: (step) => steps.push(step) } };
}

test("a step that comes out as expected is ok", async () => {
  const { steps, teller } = recording();
  const story = narrator(teller, () => NOW);
  await story.step("alice", "asks", "open", async () => "open");
  expect(story.allOk).toBe(true);
  expect(steps).toEqual([
    {
      step: 1,
      at: "2026-11-22T14:00:00Z",
      actor: "alice",
      what: "asks",
      expected: "open",
      observed: "open",
      ok: true,
    },
  ]);
});

test("one step that does not spoils the story, whatever comes after it", async () => {
  const { steps, teller } = recording();
  const story = narrator(teller, () => NOW);
  await story.step("alice", "is refused", "AccessDenied", async () => "works");
  await story.step("dana", "approves", "APPROVED", async () => "APPROVED");
  expect(story.allOk).toBe(false);
  expect(steps.map(({ ok }) => ok)).toEqual([false, true]);
});

test("an error is what was observed, and is never as expected", async () => {
  const { steps, teller } = recording();
  const story = narrator(teller, () => NOW);
  await story.step("alice", "asks", "error: down", async () => {
    throw new Error("down");
  });
  expect(steps.map(({ observed }) => observed)).toEqual(["error: down"]);
  expect([story.allOk, steps[0]?.ok]).toEqual([false, false]);
});

const STEP: Step = {
  step: 1,
  at: "2026-11-22T14:00:00Z",
  actor: "alice",
  what: "tries",
  expected: "AccessDenied",
  observed: "works",
  ok: false,
};

test("a person is shown what was expected of a step that went wrong", () => {
  const lines: string[] = [];
  tellPeople((line) => lines.push(line)).step(STEP);
  expect(lines.join("\n")).toMatch(/✗ 14:00:00 {2}alice {5}tries\n *→ works\n *expected: AccessDenied/);
});

test("a program is given one object a line, and neither chapters nor screens", () => {
  const lines: string[] = [];
  const teller = tellPrograms((line) => lines.push(line));
  teller.chapter("a chapter");
  teller.screen({ title: "a screen", text: "text", script: "plain" });
  teller.step(STEP);
  expect(lines).toEqual([JSON.stringify(STEP)]);
});

test("once it is told to stop, the step under way is not told and no other begins", async () => {
  const { steps, teller } = recording();
  const stop = new AbortController();
  const story = narrator(teller, () => NOW, stop.signal);
  await story.step("alice", "asks", "open", async () => "open");
  const under = story.step("dana", "approves", "APPROVED", async () => {
    stop.abort();
    return "APPROVED";
  });
  await expect(under).rejects.toBe(stop.signal.reason);
  let begun = false;
  const next = story.step("alice", "uses it", "works", async () => {
    begun = true;
    return "works";
  });
  await expect(next).rejects.toBe(stop.signal.reason);
  expect([steps.map(({ what }) => what), begun]).toEqual([["asks"], false]);
});
