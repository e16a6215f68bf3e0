import { expect, test } from "vitest";
import { readRequest } from "../../src/core/read/request.js";
import { finding } from "../../src/model/finding.js";
import { Failure, HistoryTooShort } from "../../src/ports/failure.js";
import type { Context } from "../../src/run/context.js";
import { gatherPast } from "../../src/run/gather-past.js";
import { judgeHead } from "../../src/run/judge-head.js";
import { judgeStanding } from "../../src/run/judge-standing.js";
import { fileOf, REQUEST_PATH } from "../core/read/sources.js";
import { type MergedRequest, NOW, pastWorld, policyWith } from "./past-world.js";

const TEXT = "who: alice\nwhat: aws-prod/admin\nfor: 1h\nwhy: Promote the orders-db replica.\n";
const GLASS = policyWith("emergency: { who: [team:sre], for: 1h, review: 24h }\n");
const PLAIN = policyWith("");
const EARLIER: MergedRequest = {
  pull: 7,
  path: "access/requests/aws-prod/2026/11/21/alice-admin.yaml",
  text: `${TEXT}emergency: true\n`,
  ago: 30,
};

function asked(access: typeof GLASS, context: Context) {
  const { request } = readRequest(fileOf(REQUEST_PATH, TEXT), access);
  if (request === undefined) throw new Error("it can be read");
  return { requests: [request], access, now: NOW, standing: () => judgeStanding(context, NOW) };
}

test("nothing is read where no policy asks what was before", async () => {
  const { calls, context } = pastWorld({ access: PLAIN, merged: [EARLIER] });
  const { past } = await gatherPast(42, asked(PLAIN, context));
  expect([past, calls]).toEqual([{ grants: [], unreviewed: [] }, {}]);
});

test("what the ledger knows is read once, and nothing is asked of the forge", async () => {
  const first = pastWorld({ access: GLASS, merged: [EARLIER] });
  const { judged: lines } = await judgeHead(first.context, [], NOW);
  const { calls, context } = pastWorld({ access: GLASS, merged: [EARLIER], lines });
  const { past } = await gatherPast(42, asked(GLASS, context));
  expect(past.unreviewed).toEqual([{ request: EARLIER.path, who: "Alice" }]);
  expect(past.grants).toMatchObject([{ request: EARLIER.path, emergency: true }]);
  expect(calls).toEqual({ ledger: 1 });
});

test("a merge that the ledger does not know yet counts too", async () => {
  const { context } = pastWorld({ access: GLASS, merged: [EARLIER] });
  const { past } = await gatherPast(42, asked(GLASS, context));
  expect(past.unreviewed).toEqual([{ request: EARLIER.path, who: "Alice" }]);
});

test("while such a merge cannot be judged, neither can what depends on it", async () => {
  const { context } = pastWorld({ access: GLASS, merged: [{ ...EARLIER, lost: true }] });
  await expect(gatherPast(42, asked(GLASS, context))).rejects.toBeInstanceOf(Failure);
});

test("nor while a clone is too shallow to know which merges there were", async () => {
  const { context } = pastWorld({ access: GLASS, merged: [EARLIER] });
  const short = () => Promise.reject(HistoryTooShort.before("1".repeat(40)));
  const shallow = { ...context, history: { ...context.history, additions: short } };
  await expect(gatherPast(42, asked(GLASS, shallow))).rejects.toBeInstanceOf(HistoryTooShort);
});

test("a ledger that cannot be read in full is told, so that nothing is allowed on what is left of it", async () => {
  const findings = [finding("ledger-unreadable", {}, { file: "x", line: 1, problem: "not UTF-8" })];
  const { context } = pastWorld({ access: GLASS, merged: [], ledger: { findings } });
  expect((await gatherPast(42, asked(GLASS, context))).findings).toEqual(findings);
});
