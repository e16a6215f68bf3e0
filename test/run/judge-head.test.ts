import { expect, test } from "vitest";
import { judgeHead } from "../../src/run/judge-head.js";
import { type MergedRequest, NOW, pastWorld, policyWith } from "./past-world.js";

const RENEWED_ONCE = policyWith("renewals: 1\n");
const GLASS = policyWith("emergency: { who: [team:sre], for: 1h, review: 24h }\n");

/** The later it was merged the earlier its path, so that an order of paths is not the order of merges. */
function merge(pull: number, ago: number, more = "", lost = false): MergedRequest {
  const text = `who: alice\nwhat: aws-prod/admin\nfor: 1h\nwhy: Promote the orders-db replica.\n${more}`;
  return { pull, path: `access/requests/aws-prod/2026/11/22/${99 - pull}.yaml`, text, ago, lost };
}

async function judged(access: typeof GLASS, merged: readonly MergedRequest[]) {
  const { calls, context } = pastWorld({ access, merged });
  const head = await judgeHead(context, [], NOW);
  const verdicts = new Map(
    head.judged.map(({ request, verdict }) => [request, verdict.stands ? "stands" : verdict.finding.code]),
  );
  return { calls, head, of: merged.map(({ path }) => verdicts.get(path)) };
}

test("of several merges in one run the earlier takes the last renewal", async () => {
  const { of } = await judged(RENEWED_ONCE, [merge(1, 30), merge(2, 20), merge(3, 10)]);
  expect(of).toEqual(["stands", "stands", "merge-undecided"]);
});

test("of two emergencies that were merged the first stands, whatever its path", async () => {
  const { head, of } = await judged(GLASS, [merge(1, 10, "emergency: true\n"), merge(2, 9, "emergency: true\n")]);
  expect(of).toEqual(["stands", "merge-undecided"]);
  const [later, first] = head.judged;
  expect(first?.verdict).toMatchObject({ emergency: { due: NOW - 10 * 60_000 + 24 * 3_600_000 } });
  expect(later?.verdict).toMatchObject({
    finding: { args: { reasons: ["denied-emergency"] } },
    facts: { past: { unreviewed: [{ request: merge(1, 0).path, who: "Alice" }] } },
  });
});

test("of two at one moment the lower number came first", async () => {
  const both = [merge(2, 10, "emergency: true\n"), merge(1, 10, "emergency: true\n")];
  expect((await judged(GLASS, both)).of).toEqual(["merge-undecided", "stands"]);
});

test("the ledger reads the same whatever the order: by path", async () => {
  const { head } = await judged(RENEWED_ONCE, [merge(1, 30), merge(2, 20)]);
  expect(head.judged.map(({ request }) => request)).toEqual([merge(2, 0).path, merge(1, 0).path]);
});

test("while one merge cannot be asked for, those that depend on what was before wait for it", async () => {
  const { head, of } = await judged(RENEWED_ONCE, [merge(1, 30, "", true), merge(2, 20)]);
  expect([of, head.retry]).toEqual([[undefined, undefined], true]);
  expect(head.requests.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual([
    "merge-unjudged",
    "merge-unjudged",
  ]);
});

test("those that do not are judged meanwhile", async () => {
  const { of } = await judged(policyWith(""), [merge(1, 30, "", true), merge(2, 20)]);
  expect(of).toEqual([undefined, "stands"]);
});

test("each merge is asked for once", async () => {
  const { calls } = await judged(RENEWED_ONCE, [merge(1, 30), merge(2, 20)]);
  expect(calls).toEqual({ pullRequestOfMerge: 2 });
});

test("the same judgements come of a ledger that knows the first", async () => {
  const merged = [merge(1, 30), merge(2, 20), merge(3, 10)];
  const all = await judged(RENEWED_ONCE, merged);
  const known = all.head.judged.filter(({ request }) => request === merged[0]?.path);
  const { context } = pastWorld({ access: RENEWED_ONCE, merged });
  const again = await judgeHead(context, known, NOW);
  expect(again.judged).toEqual(all.head.judged.filter(({ request }) => request !== merged[0]?.path));
});
