import { expect, test } from "vitest";
import { Failure } from "../../src/ports/failure.js";
import { answerComments } from "../../src/run/answer-comments.js";
import { reconcile } from "../../src/run/reconcile.js";
import { createMemoryWorld } from "../../src/testing/index.js";
import { accountOf } from "../scenarios/facts.js";
import { contextOf, createForum } from "../scenarios/memory-forge.js";
import { hold } from "../scenarios/play-conversation.js";
import { type ConversationScenario, readScenarios } from "../scenarios/scenario.js";
import { setStage } from "../scenarios/stage.js";

const AWAY = new Failure("GitHub answered 503", { transient: true });

/** Five revocations are held back, and dana, who owns the requests, comments that they are allowed. */
async function allowing() {
  const named = readScenarios().find(({ name }) => name === "commands/allow-revoke-does-what-is-held-back");
  const scenario = named as ConversationScenario;
  const stage = await setStage(scenario);
  const world = createMemoryWorld();
  const forum = createForum([...stage.lines, ...hold(stage, world)]);
  const context = contextOf(scenario, stage, forum, world);
  const { now } = stage;
  await reconcile(context, now);
  const issue = forum.issues[0]?.number ?? 0;
  const body = scenario.steps[0]?.comments ?? "";
  const by = accountOf("dana");
  forum.said.push({ id: 100, issue, onPull: false, by, at: now, edited: false, body, reacted: false });
  return { world, forum, context, answer: () => answerComments(context, issue, now), now, issue };
}

/** The first call fails, and only that. */
function failsOnce<Args extends readonly unknown[], Value>(work: (...args: Args) => Promise<Value>) {
  let first = true;
  return async (...args: Args): Promise<Value> => {
    const fails = first;
    first = false;
    if (fails) throw AWAY;
    return work(...args);
  };
}

test("what was done before the answer was lost is no reason to refuse it", async () => {
  const { world, forum, context, answer, issue, now } = await allowing();
  const { conversation } = context;
  const failing = { ...context, conversation: { ...conversation, react: failsOnce(conversation.react) } };
  expect(await answerComments(failing, issue, now)).toMatchObject({ retry: true });
  expect(world.entries.size).toBe(0);
  expect(forum.reactions.size).toBe(0);
  await answer();
  expect(forum.reactions.get(100)).toBe("+1");
  expect(forum.posts.get(`#${issue} answer-100`)).toContain("5 of the changes that were held back were done");
  expect(forum.lines.filter(({ kind }) => kind === "allowed")).toHaveLength(5);
});

test("what was allowed and could not be begun, since git could not be fetched, is not said to have failed", async () => {
  const { world, forum, context, answer, issue, now } = await allowing();
  let fetches = 0;
  const fetch = async () => {
    fetches += 1;
    // For the command itself, to see what is held back, and to do it.
    if (fetches === 3) throw AWAY;
  };
  const failing = { ...context, history: { ...context.history, fetch } };
  expect(await answerComments(failing, issue, now)).toMatchObject({ retry: true });
  expect([fetches, forum.reactions.size, world.entries.size]).toEqual([3, 0, 5]);
  await answer();
  expect([forum.reactions.get(100), world.entries.size]).toEqual(["+1", 0]);
});

test("what was cut in between is gone on with by the next run, and nobody has to allow it again", async () => {
  const { world, forum, context, answer, now } = await allowing();
  world.fail({ from: 5, work: "done", transient: true });
  await answer();
  expect(world.entries.size).toBeGreaterThan(0);
  world.heal();
  await reconcile(context, now);
  expect(world.entries.size).toBe(0);
  expect(forum.issues[0]?.open).toBe(false);
});

test("while nobody can say what is held back, nothing is refused for good", async () => {
  const { world, forum, context, answer, issue, now } = await allowing();
  const { forge } = context;
  const away = { ...forge, pullRequestOfMerge: () => Promise.reject(AWAY) };
  expect(await answerComments({ ...context, forge: away }, issue, now)).toMatchObject({ retry: true, commands: [] });
  expect([forum.reactions.size, world.entries.size]).toEqual([0, 5]);
  await answer();
  expect([forum.reactions.get(100), world.entries.size]).toEqual(["+1", 0]);
});

test("where it cannot be written down that it is allowed, nothing is revoked", async () => {
  const { world, forum, context, issue, now } = await allowing();
  const ledger = { ...context.ledger, append: () => Promise.reject(AWAY) };
  expect(await answerComments({ ...context, ledger }, issue, now)).toMatchObject({ retry: true });
  expect([forum.reactions.size, world.entries.size]).toEqual([0, 5]);
});
