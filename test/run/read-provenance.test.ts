import { expect, test } from "vitest";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { readProvenance } from "../../src/run/read-provenance.js";
import { minutes } from "../core/world.js";
import { id, type Made, NOW, PEOPLE, policyWorld, SETTINGS } from "./policy-world.js";

const REQUEST = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
const START: Made = { id: "1", changed: [PEOPLE] };
/** The settings name the commit before; alice proposed it, and dana, who owns everything, approved. */
const ANCHORED: readonly Made[] = [
  START,
  { id: "2", changed: [SETTINGS], anchor: "1", pull: { approvedBy: ["dana"] } },
];
const GOOD: Made = { id: "3", changed: [PEOPLE], pull: { approvedBy: ["dana"] } };
const PUSHED: Made = { id: "4", changed: [PEOPLE] };
const ASKED: Made = { id: "5", changed: [REQUEST], pull: { approvedBy: ["dana"] } };

function moved(anchor: string, approvedBy: readonly ["dana" | "erin"] = ["dana"]): Made {
  return { id: "7", changed: [SETTINGS], anchor, pull: { approvedBy } };
}

async function read(
  commits: readonly Made[],
  of: { readonly lines?: readonly LedgerLine[]; readonly commits?: readonly string[]; readonly now?: typeof NOW } = {},
) {
  const { calls, context } = policyWorld(commits);
  const head = id(commits.at(-1)?.id ?? "");
  const asked = { head, commits: (of.commits ?? []).map(id), lines: of.lines ?? [], now: of.now ?? NOW };
  const provenance = await readProvenance(context, asked);
  return { calls, provenance, lines: [...asked.lines, ...provenance.lines], codes: codesOf(provenance.offences) };
}

/** What the ledger learnt when the anchor was set. */
const KNOWN = (await read(ANCHORED)).lines;

function codesOf(offences: readonly { readonly commit: string; readonly finding: { readonly code: string } }[]) {
  return offences.map(({ commit, finding }) => `${commit[0]} ${finding.code}`);
}

test("where nobody names an anchor nothing is asked for, and nothing is walked", async () => {
  const { calls, provenance } = await read([START, PUSHED], { commits: ["1"] });
  expect([provenance.offences, provenance.at(id("1")), provenance.lines, calls]).toEqual([[], [], [], {}]);
});

test("what came by approved pull requests stands, and the ledger learns it once", async () => {
  const { codes, lines } = await read([...ANCHORED, GOOD]);
  expect(codes).toEqual([]);
  expect(lines.map((line) => line.kind === "policy" && [line.commit[0], line.good[0]])).toEqual([
    ["1", "1"],
    ["2", "2"],
    ["3", "3"],
  ]);
  const again = await read([...ANCHORED, GOOD], { lines });
  expect([again.codes, again.provenance.lines, again.calls]).toEqual([[], [], {}]);
});

test("while policy is to the byte what is known to stand, history is not walked; where requests are judged it is, as far back", async () => {
  const { lines } = await read([...ANCHORED, GOOD]);
  const later = [...ANCHORED, GOOD, ASKED];
  expect((await read(later, { lines })).calls).toEqual({ tree: 2 });
  expect((await read(later, { lines, commits: ["3"] })).calls).toEqual({ line: 1, commits: 2 });
});

test("where nothing was learnt for long, the newest commit is remembered, so that the walk stays short", async () => {
  const { lines } = await read([...ANCHORED, GOOD]);
  const later = [...ANCHORED, GOOD, ASKED];
  const week = minutes(8 * 1440);
  const again = await read(later, { lines, commits: ["3"], now: week });
  expect(again.provenance.lines).toEqual([{ kind: "policy", at: week, commit: id("5"), good: id("3"), offences: [] }]);
  expect((await read(later, { lines: again.lines, commits: ["5"], now: week })).calls).toEqual({ line: 1, commits: 1 });
});

test("a push of policy is an offence from there on, and not before", async () => {
  const { codes, lines, provenance } = await read([...ANCHORED, GOOD, PUSHED, ASKED], { commits: ["3", "4"] });
  expect(codes).toEqual(["4 policy-direct"]);
  expect([provenance.at(id("3")), codesOf(provenance.at(id("4")))]).toEqual([[], ["4 policy-direct"]]);
  expect(provenance.offences[0]?.finding.args).toEqual({ commit: id("4"), paths: [PEOPLE] });
  // The next run knows it by the ledger.
  const again = await read([...ANCHORED, GOOD, PUSHED, ASKED], { lines });
  expect([again.codes, again.calls]).toEqual([["4 policy-direct"], { line: 1, commits: 2 }]);
});

test.each<readonly [string, NonNullable<Made["pull"]>, string[]]>([
  ["one that nobody approved", { approvedBy: [] }, ["8 policy-unapproved"]],
  ["one that somebody approved who owns nothing", { approvedBy: ["bob"] }, ["8 policy-unapproved"]],
  ["one whose author owns it", { approvedBy: ["dana"], author: "dana" }, ["8 policy-unapproved"]],
  ["an approval of another commit", { approvedBy: ["dana"], approved: id("6") }, ["8 policy-unapproved"]],
  ["a merge that brings something else", { approvedBy: ["dana"], merge: "evil" }, ["8 policy-differs"]],
  ["a merge of another head", { approvedBy: ["dana"], merge: "another-head" }, ["8 policy-differs"]],
  ["histories that part in two places", { approvedBy: ["dana"], bases: 2 }, ["8 policy-differs"]],
  ["a squash", { approvedBy: ["dana"], merge: "squash" }, []],
  ["what git merged with a change of another", { approvedBy: ["dana"], reviewed: [PEOPLE, SETTINGS] }, []],
])("%s", async (_, pull, expected) => {
  expect((await read([...ANCHORED, { id: "8", changed: [PEOPLE], pull }])).codes).toEqual(expected);
});

test.each([".github/workflows/reconcile.yml", ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", SETTINGS])(
  "%s is policy",
  async (path) => {
    expect((await read([...ANCHORED, { id: "8", changed: [path] }])).codes).toEqual(["8 policy-direct"]);
  },
);

test.each([REQUEST, "README.md", "docs/README.md", "src/CODEOWNERS"])("%s is none", async (path) => {
  expect((await read([...ANCHORED, { id: "8", changed: [path] }])).codes).toEqual([]);
});

test("a pull request that names the offence as the anchor puts it right, approved by those who owned it before", async () => {
  expect((await read([...ANCHORED, PUSHED, moved("4")], { lines: KNOWN })).codes).toEqual([]);
  expect((await read([...ANCHORED, PUSHED, ASKED, moved("5")], { lines: KNOWN })).codes).toEqual([]);
  const { provenance } = await read([...ANCHORED, PUSHED, ASKED, moved("4"), { ...ASKED, id: "6" }], {
    lines: KNOWN,
    commits: ["2", "4", "7"],
  });
  // What was merged in between rests on what nobody had agreed to.
  expect(["2", "4", "7"].map((commit) => codesOf(provenance.at(id(commit))))).toEqual([[], ["4 policy-direct"], []]);
});

test("one that says nothing of it, or names a commit before it, does not", async () => {
  expect((await read([...ANCHORED, PUSHED, { ...GOOD, id: "6" }], { lines: KNOWN })).codes).toEqual([
    "4 policy-direct",
  ]);
  expect((await read([...ANCHORED, GOOD, PUSHED, moved("3")], { lines: KNOWN })).codes).toEqual(["4 policy-direct"]);
  // Nor does taking it back by hand.
  expect((await read([...ANCHORED, PUSHED, { id: "6", changed: [PEOPLE] }], { lines: KNOWN })).codes).toEqual([
    "4 policy-direct",
    "6 policy-direct",
  ]);
});

test("whoever makes themselves an owner by a push does not approve what puts it right", async () => {
  const taken: Made = { ...PUSHED, owners: ["erin"] };
  expect((await read([...ANCHORED, taken, moved("4", ["erin"])], { lines: KNOWN })).codes).toEqual([
    "4 policy-direct",
    "7 policy-unapproved",
  ]);
  expect((await read([...ANCHORED, taken, moved("4", ["dana"])], { lines: KNOWN })).codes).toEqual([]);
  // Nor anything that comes after it.
  const { lines } = await read([...ANCHORED, taken], { lines: KNOWN });
  expect((await read([...ANCHORED, taken, moved("4", ["erin"])], { lines })).codes).toHaveLength(2);
});

test("a push that moves the anchor accepts nothing, neither what was before nor itself", async () => {
  const own: Made = { id: "6", changed: [SETTINGS], anchor: "4" };
  expect((await read([...ANCHORED, PUSHED, own], { lines: KNOWN })).codes).toEqual([
    "4 policy-direct",
    "6 policy-direct",
  ]);
  // Where the ledger knows the anchor, a file that names a later one, or none, changes nothing.
  const gone: Made = { id: "6", changed: [SETTINGS] };
  expect((await read([...ANCHORED, PUSHED, gone], { lines: KNOWN })).codes).toEqual([
    "4 policy-direct",
    "6 policy-direct",
  ]);
});

test("people and owners that were changed as they must decide on the next change", async () => {
  const handed: Made = { ...GOOD, owners: ["erin"] };
  const by = (login: "dana" | "erin"): Made => ({ id: "6", changed: [PEOPLE], pull: { approvedBy: [login] } });
  expect((await read([...ANCHORED, handed, by("erin")])).codes).toEqual([]);
  expect((await read([...ANCHORED, handed, by("dana")])).codes).toEqual(["6 policy-unapproved"]);
});

test("a file that nobody owns can be approved by nobody", async () => {
  const { provenance } = await read([...ANCHORED, { ...GOOD, owners: [] }, { ...GOOD, id: "6" }]);
  expect(provenance.offences.map((one) => one.finding.args)).toMatchObject([
    { reasons: ["codeowners 0/1", "denied-no-owner"] },
  ]);
});

test("what cannot be read is mended by those who owned it before", async () => {
  const broken: Made = { ...GOOD, owners: ["erin"], unreadable: true };
  const mended: Made = { id: "6", changed: [PEOPLE], pull: { approvedBy: ["dana"] }, owners: ["dana"] };
  expect((await read([...ANCHORED, broken, mended])).codes).toEqual([]);
});

test("an anchor that is not in the history denies, and is not remembered", async () => {
  const { codes, provenance } = await read([START, { id: "2", changed: [SETTINGS], anchor: "f" }]);
  expect([codes, provenance.lines]).toEqual([["2 policy-anchor"], []]);
});

test("a history that lost what was known to stand denies all that is new in it, until a pull request accepts it", async () => {
  const { lines } = await read([...ANCHORED, GOOD]);
  // The branch was forced back to before that change, and went on from there.
  const back = [...ANCHORED, { ...ASKED, id: "a" }, { ...ASKED, id: "b" }, { ...ASKED, id: "c" }];
  const lost = await read(back, { lines, commits: ["2", "a", "b"] });
  expect(lost.codes).toEqual(["c policy-rewritten"]);
  expect(["2", "a", "b"].map((commit) => lost.provenance.at(id(commit)).length)).toEqual([0, 1, 1]);
  const again = await read(back, { lines: lost.lines, commits: ["2", "a", "b"] });
  expect([again.codes, again.provenance.lines]).toEqual([["c policy-rewritten"], []]);
  expect(["2", "a", "b"].map((commit) => again.provenance.at(id(commit)).length)).toEqual([0, 1, 1]);

  expect((await read([...back, moved("b")], { lines: lost.lines })).codes).toEqual(["c policy-rewritten"]);
  expect((await read([...back, moved("c", ["erin"])], { lines: lost.lines })).codes).toHaveLength(2);
  const right = await read([...back, moved("c")], { lines: lost.lines });
  expect(right.codes).toEqual([]);
  expect((await read([...back, moved("c")], { lines: right.lines, commits: ["c"] })).codes).toEqual([]);
  // Or the history is brought back.
  expect((await read([...ANCHORED, GOOD, ASKED], { lines: lost.lines, commits: ["3"] })).codes).toEqual([]);
});

test("a branch that was forced back to an older policy is no less rewritten for having nothing new", async () => {
  const { lines } = await read([...ANCHORED, GOOD]);
  const { codes, provenance } = await read(ANCHORED, { lines, commits: ["2"] });
  expect([codes, codesOf(provenance.at(id("2"))), provenance.lines]).toEqual([
    ["2 policy-rewritten"],
    ["2 policy-rewritten"],
    [],
  ]);
});

test("a change that cannot be judged now is no offence, and nothing is learnt", async () => {
  const away: Made = { id: "8", changed: [PEOPLE], pull: { approvedBy: ["dana"], lost: true } };
  await expect(read([...ANCHORED, away])).rejects.toThrow("503");
});

test("of several lines on one commit the first counts", async () => {
  const { lines } = await read([...ANCHORED, PUSHED]);
  const forged = { kind: "policy", at: NOW, commit: id("4"), good: id("4"), offences: [] } as const;
  expect((await read([...ANCHORED, PUSHED], { lines: [...lines, forged] })).codes).toEqual(["4 policy-direct"]);
});

test("each change is asked for once", async () => {
  const { calls } = await read([...ANCHORED, GOOD, PUSHED, ASKED], { commits: ["2", "3", "4"] });
  expect(calls).toEqual({ line: 1, commits: 5, pullRequestOfMerge: 3 });
});
