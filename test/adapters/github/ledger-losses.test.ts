import { expect, test } from "vitest";
import { filesByFolder, isLedgerFile } from "../../../src/adapters/github/ledger-files.js";
import { formatLedgerLine, parseLedgerLine } from "../../../src/adapters/github/ledger-json.js";
import { lastLost } from "../../../src/adapters/github/ledger-losses.js";
import type { Repository } from "../../../src/adapters/github/repository.js";
import { finding } from "../../../src/model/finding.js";
import type { PolicyLine } from "../../../src/model/ledger-line.js";
import { facts, NOW } from "../../core/world.js";
import { receiptAt } from "./place.js";

interface Moved {
  readonly type: "force_push" | "branch_deletion";
  /** The commit that the branch was at. */
  readonly before: string;
  readonly ref?: string;
}

/** The branch `ledger`, which holds these commits, after it was moved so; oldest first. */
async function lost(moves: readonly Moved[], holds: readonly string[] | undefined, known?: string) {
  const asked: unknown[] = [];
  const all = moves.map(({ type, before, ref = "refs/heads/ledger" }, index) => ({ id: index + 9, type, before, ref }));
  const paginate = async (_route: string, parameters: { readonly activity_type: string; readonly ref: string }) => {
    asked.push(parameters.activity_type);
    return all.filter(({ type }) => type === parameters.activity_type).toReversed();
  };
  const repository = { owner: "acme", repo: "access", calls: { paginate } } as unknown as Repository;
  const history = {
    branch: async () => holds?.at(-1),
    isIn: async (_head: string, commit: string) => holds?.includes(commit) === true,
  };
  const commit = await lastLost(repository, history, "ledger", known);
  expect(asked).toEqual(["force_push", "branch_deletion"]);
  return commit;
}

const FORCED: Moved = { type: "force_push", before: "b" };

test("a branch that only ever grew lost nothing", async () => {
  expect(await lost([], ["a", "b"])).toBeUndefined();
  expect(await lost([], undefined)).toBeUndefined();
});

test("one that was forced back, or deleted, lost what it held", async () => {
  expect(await lost([FORCED], ["a", "c"])).toBe("b");
  expect(await lost([{ type: "branch_deletion", before: "b" }], undefined)).toBe("b");
  expect(await lost([{ type: "branch_deletion", before: "b" }], ["z"])).toBe("b");
});

test("what it holds again is not lost", async () => {
  expect(await lost([FORCED], ["a", "b", "c"])).toBeUndefined();
  // But what had taken its place is.
  expect(await lost([FORCED, { type: "force_push", before: "c" }], ["a", "b"])).toBe("c");
});

test("another branch whose name begins like it is another", async () => {
  expect(await lost([{ ...FORCED, ref: "refs/heads/ledger-of-others" }], ["a"])).toBeUndefined();
});

test("what is known to be lost is told no more, nor what was lost before it; what is lost later is", async () => {
  expect(await lost([{ ...FORCED, before: "a" }, FORCED], ["z"], "b")).toBeUndefined();
  expect(await lost([FORCED, { type: "branch_deletion", before: "z" }], ["y"], "b")).toBe("z");
  expect(await lost([FORCED], ["z"], "q")).toBe("b");
});

test("losing the same again after bringing it back is no longer what was known", async () => {
  const again: readonly Moved[] = [FORCED, { type: "force_push", before: "c" }, FORCED];
  expect(await lost(again, ["z"], "b")).toBe("b");
});

const POLICY: PolicyLine = {
  kind: "policy",
  at: NOW,
  commit: "c".repeat(40),
  good: "a".repeat(40),
  offences: [
    { commit: "c".repeat(40), finding: finding("policy-direct", {}, { commit: "c".repeat(40), paths: ["access/x"] }) },
  ],
  facts: facts(),
  decision: { outcome: "denied", reason: { kind: "pull-request" }, parts: [] },
};

test("what is known of policy has a folder of its own, whatever else is written with it", () => {
  const files = filesByFolder(new Set(), [POLICY, receiptAt(NOW, "alice")], NOW);
  expect(files.map(({ path }) => path.replace(/-[0-9a-f]{8}\./, "-X."))).toEqual([
    "2026/11/22/100000-000Z-X.jsonl",
    "policy/2026/11/22/100000-000Z-X.jsonl",
  ]);
  expect(files.every(({ path }) => isLedgerFile(path))).toBe(true);
  // Written again it is the same file; what comes after it in the same millisecond has a later name.
  const there = new Set(files.map(({ path }) => path));
  expect(filesByFolder(there, [POLICY], NOW).map(({ path }) => path)).toEqual([files[1]?.path]);
  const [later] = filesByFolder(there, [{ ...POLICY, good: "b".repeat(40) }], NOW);
  expect(later?.path).toMatch(/^policy\/2026\/11\/22\/100000-001Z-/);
});

test("a line on policy is read as it was written, and one that says less is refused", () => {
  const text = formatLedgerLine(POLICY);
  expect(parseLedgerLine(text)).toEqual({ ok: true, line: POLICY });
  const { offences: _, ...less } = JSON.parse(text) as PolicyLine;
  expect(parseLedgerLine(JSON.stringify(less))).toMatchObject({
    ok: false,
    problem: expect.stringMatching("/offences"),
  });
  const emptied = text.replace('"offences":[{', '"offences":[{"commit":7,');
  expect(parseLedgerLine(emptied.replace(/,"commit":"c+","finding"/, ',"finding"'))).toMatchObject({ ok: false });
});
