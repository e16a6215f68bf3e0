import { expect, test } from "vitest";
import { createBudget } from "../../src/adapters/budget.js";
import type { Comment } from "../../src/model/comment.js";
import type { EndedRequest } from "../../src/model/desire.js";
import { answerComments } from "../../src/run/answer-comments.js";
import { openReverts } from "../../src/run/open-reverts.js";
import { MERGE, NOW, PATH } from "../core/world.js";
import { contextOf, MERGED_PULL } from "../findings/contexts.js";
import { createMovingClock } from "./moving-clock.js";

const SECOND = 1000;

function comment(id: number): Comment {
  const by = { login: "mallory", id: 66, bot: false };
  return { id, issue: 1, onPull: false, by, at: NOW, edited: false, body: "/curfew done", reacted: false };
}

test("whoever floods an issue with commands is answered in many runs, none of which takes long", async () => {
  const clock = createMovingClock();
  const comments = Array.from({ length: 1000 }, (_, index) => comment(index + 1));
  const answered: number[] = [];
  const context = contextOf(
    {},
    {},
    {
      budget: createBudget(clock, 45 * SECOND, undefined),
      conversation: {
        commentsOn: async () => comments,
        reactionTo: async () => undefined,
        react: async ({ id }) => {
          answered.push(id);
          clock.advance(SECOND);
        },
      },
    },
  );
  expect(await answerComments(context, 1, NOW)).toMatchObject({ retry: true, findings: [] });
  expect(answered).toEqual(comments.slice(0, 45).map(({ id }) => id));
});

test("many files are taken out in many runs, none of which takes long", async () => {
  const clock = createMovingClock();
  const ended = Array.from({ length: 100 }, (_, index): EndedRequest => {
    const path = PATH.replace("alice", `alice-${index}`);
    return { path, who: "alice", what: ["aws-prod/admin"], until: NOW, commit: MERGE, pull: 1, cause: "expired" };
  });
  const context = contextOf(
    {
      openRemoval: async () => {
        clock.advance(5 * SECOND);
        return MERGED_PULL;
      },
    },
    {},
    { budget: createBudget(clock, 45 * SECOND, undefined) },
  );
  const { pulls, findings, retry } = await openReverts(context, ended);
  expect([pulls.length, findings, retry]).toEqual([9, [], true]);
});
