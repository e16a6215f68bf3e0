import { expect, test } from "vitest";
import { REQUEST } from "../../src/demo/story-asked.js";
import { checkOn, headOf, openPullRequest, openWorld, PATH } from "./stage.js";

interface Wrong {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly line: number;
  /** What the author must be told to write instead. */
  readonly says: RegExp;
}

const WRONG: readonly Wrong[] = [
  { title: "a wrong key", from: "why:", to: "reason:", line: 5, says: /why/ },
  { title: "an unknown person", from: "who: alice", to: "who: alicia", line: 2, says: /alice/ },
  { title: "an unknown role", from: "aws-prod/admin", to: "aws-prod/amdin", line: 3, says: /admin/ },
  { title: "a length of time in words", from: "for: 2h", to: "for: 2 hours", line: 4, says: /`?2h`?/ },
  { title: "a length of time over the policy's", from: "for: 2h", to: "for: 9h", line: 4, says: /4h/ },
  { title: "a YAML syntax error", from: "for: 2h", to: "for: 2h: now", line: 4, says: /./ },
];

test.each(WRONG)("$title is annotated on its line, with what to write instead", async ({ from, to, line, says }) => {
  const world = await openWorld();
  await world.curfew.start();
  const text = REQUEST.replace(from, to);
  expect(text).not.toBe(REQUEST);
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text });
  const check = await checkOn(world, await headOf(world, pull));
  expect(check?.conclusion).toBe("failure");
  const onLine = check?.annotations.filter((annotation) => annotation.start_line === line) ?? [];
  expect(onLine.map((annotation) => annotation.path)).toContain(PATH);
  expect(onLine.map((annotation) => annotation.message).join("\n")).toMatch(says);
});
