import { afterEach, expect, test } from "vitest";
import { comments, merged, REQUEST } from "../../src/demo/story-asked.js";
import { approveAs, checkOn, headOf, openPullRequest, PATH } from "../story/stage.js";
import { type Company, foundCompany, runOf } from "./company.js";
import { interleave } from "./interleave.js";

const DAY = 24 * 3_600_000;

let company: Company | undefined;
afterEach(() => company?.close());

/** Calls of a check from reading the reviews on, until it has said what it has to say. */
const CALLS = [9, 11, 13, 14, 15, 16];

test.each([
  { order: "inside", until: undefined, title: "while the other does all of its work" },
  { order: "across", until: undefined, title: "until the other has come as far" },
  { order: "across", until: /^PUT .*\/merge$/, title: "until the other is about to merge" },
] as const)(
  "who judged before the approval does not have the last word on what was merged after it, held $title",
  async ({ order, until }) => {
    company = await foundCompany("app");
    const { world, one, other } = company;
    for (const call of CALLS) {
      const branch = `ask-${call}`;
      const path = PATH.replace("alice-admin", branch);
      const pull = await openPullRequest(world, "alice", { branch, path, text: REQUEST });
      const early = runOf(one, (process) => process.check(pull));
      const late = runOf(other, async (process) => {
        await approveAs(world, "dana", pull);
        await process.check(pull);
      });
      expect([call, await interleave(early, late, order, call, until)]).toEqual([call, true]);
      const [said = ""] = await comments(world, pull);
      const check = await checkOn(world, await headOf(world, pull));
      expect([call, await merged(world, pull), said.split("\n")[1], check?.conclusion]).toEqual([
        call,
        true,
        "### ✅ Allowed",
        "success",
      ]);
      world.clock.moveTo(world.clock.now() + DAY);
    }
  },
  300_000,
);
