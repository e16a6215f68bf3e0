import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openCheckout } from "../../../src/adapters/git/checkout.js";
import { openClone } from "../../../src/adapters/git/clone.js";
import { openMirror } from "../../../src/adapters/git/mirror.js";
import { HistoryTooShort } from "../../../src/ports/failure.js";
import { cloneOf, createRepository, historyOf, type Repository, temporaryDirectory } from "./repository.js";

const remove: (() => void)[] = [];
afterEach(() => {
  for (const step of remove.splice(0)) step();
});

function keep(repository: Repository): Repository {
  remove.push(repository.remove);
  return repository;
}

function place(name: string): string {
  const directory = temporaryDirectory();
  remove.push(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, name);
}

const ALICE = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
const BOB = "access/requests/aws-prod/2026/11/22/bob-admin.yaml";
const PEOPLE = "access/people.yaml";

/** Main: people, alice's request by a merge, people again, bob's in and out, and something else. */
function scene() {
  const work = keep(createRepository({ bare: true }));
  const start = work.commit({ branch: "main", write: { [PEOPLE]: "1" }, message: "Start" });
  const asked = work.commit({ branch: "ask", from: start, write: { [ALICE]: "who: alice" }, message: "Ask" });
  const merge = work.commit({ branch: "main", merge: asked, write: { [ALICE]: "who: alice" }, message: "Merge" });
  const people = work.commit({ branch: "main", write: { [PEOPLE]: "2" }, message: "Add somebody" });
  const added = work.commit({ branch: "main", write: { [BOB]: "who: bob" }, message: "Add bob's" });
  const removed = work.commit({ branch: "main", remove: [BOB], message: "Remove bob's" });
  const head = work.commit({ branch: "main", write: { other: "x" }, message: "Something else" });
  return { work, start, asked, merge, people, added, removed, head };
}

function cutAt(repository: Repository, depth: number) {
  const clone = keep(cloneOf(repository, [`--depth=${depth}`, "--branch=main"]));
  return { clone, history: historyOf(clone) };
}

async function all<Value>(values: AsyncIterable<Value>, into: Value[] = []): Promise<readonly Value[]> {
  for await (const value of values) into.push(value);
  return into;
}

const thrownBy = (work: Promise<unknown>): Promise<unknown> => work.then(() => "an answer").catch((error) => error);

describe("a clone of the newest commit alone", () => {
  it("does not say that it added all that it holds, nor that nothing was removed before", async () => {
    const { work, head } = scene();
    const { history } = cutAt(work, 1);
    for (const asked of [() => history.additions(head, [ALICE]), () => history.removals(head, [BOB])]) {
      const thrown = await thrownBy(asked());
      expect(thrown).toBeInstanceOf(HistoryTooShort);
      expect(thrown).toMatchObject({ commit: head, transient: false, found: new Map() });
      expect(String(thrown)).toContain(`has nothing before commit ${head}: run git fetch --unshallow`);
    }
  });

  it("answers what it needs nothing else for", async () => {
    const { work, head, removed } = scene();
    const { history } = cutAt(work, 1);
    expect((await history.tree(head, ["access"])).map(({ path }) => path)).toEqual([PEOPLE, ALICE]);
    expect(await history.branch("main")).toBe(head);
    expect(await history.parents(head)).toEqual([removed]);
    expect(await history.isIn(head, head)).toBe(true);
    expect(await history.mergeBases(head, head)).toEqual([head]);
    expect((await history.additions(head, [])).size).toBe(0);
  });

  it("says of a commit that it does not have that it does not have it", async () => {
    const { work, head, people } = scene();
    const { history } = cutAt(work, 1);
    const questions = [
      () => history.tree(people, ["access"]),
      () => history.changes(people, head),
      () => history.changesOf(people, head),
      () => history.mergedTree(people, head),
      () => history.mergeBases(people, head),
      () => history.parents(people),
      () => history.isCleanMerge(people, head),
      () => history.additions(people, [ALICE]),
      () => history.isIn(people, head),
      () => all(history.versions(people, PEOPLE)),
      () => all(history.line(people)),
      () => all(history.messages(people)),
    ];
    for (const question of questions) {
      const thrown = await thrownBy(question());
      expect(thrown).toBeInstanceOf(HistoryTooShort);
      expect(String(thrown)).toContain(`does not have commit ${people}: run git fetch --unshallow`);
    }
    expect(await thrownBy(history.isIn(head, people))).toMatchObject({ commit: head });
  });
});

describe("a clone of some commits", () => {
  it.each([2, 3])("of depth %i knows who removed a request, and not who added another", async (depth) => {
    const { work, head, removed } = scene();
    const { history } = cutAt(work, depth);
    if (depth === 2) {
      expect(await thrownBy(history.removals(head, [BOB]))).toMatchObject({ commit: removed });
      return;
    }
    expect((await history.removals(head, [BOB])).get(BOB)?.commit).toBe(removed);
    expect(await thrownBy(history.removals(head, [BOB, ALICE]))).toMatchObject({
      found: new Map([[BOB, expect.objectContaining({ commit: removed })]]),
    });
  });

  it("tells of what it found before it ended", async () => {
    const { work, head, people, added } = scene();
    const { history } = cutAt(work, 4);
    const thrown = await thrownBy(history.additions(head, [ALICE, BOB]));
    expect(thrown).toMatchObject({
      commit: people,
      found: new Map([[BOB, expect.objectContaining({ commit: added, parents: [people] })]]),
    });
  });

  it("knows the commit that added a request where it has the one before it", async () => {
    const { work, head, merge, start, asked } = scene();
    const { history } = cutAt(work, 6);
    expect((await history.additions(head, [ALICE])).get(ALICE)).toMatchObject({
      commit: merge,
      parents: [start, asked],
    });
    // The first commit of all is in it, and so is whatever it added.
    expect((await history.additions(head, [PEOPLE, "never/was"])).get(PEOPLE)?.commit).toBe(start);
  });

  it("tells the line, the messages and the versions of a path as far as it goes", async () => {
    const { work, head, removed, added, people, merge } = scene();
    const { history } = cutAt(work, 4);
    const lines: { readonly commit: string }[] = [];
    expect(await thrownBy(all(history.line(head), lines))).toMatchObject({ commit: people });
    expect(lines.map(({ commit }) => commit)).toEqual([head, removed, added]);
    const messages: { readonly commit: string; readonly parents: readonly string[] }[] = [];
    expect(await thrownBy(all(history.messages(head), messages))).toMatchObject({ commit: people });
    expect(messages.map(({ commit, parents }) => [commit, parents])).toEqual([
      [head, [removed]],
      [removed, [added]],
      [added, [people]],
      [people, [merge]],
    ]);
    const versions: string[] = [];
    expect(await thrownBy(all(history.versions(head, BOB), versions))).toMatchObject({ commit: people });
    expect(versions).toEqual([removed, added]);
    expect(await thrownBy(all(history.versions(head, PEOPLE)))).toMatchObject({ commit: people });
  });

  it("whoever reads no further than it goes is not told that it ends", async () => {
    const { work, head, removed } = scene();
    const { history } = cutAt(work, 3);
    for await (const { commit } of history.line(head)) if (commit === removed) break;
    for await (const commit of history.versions(head, BOB)) if (commit === removed) break;
    expect(await thrownBy(all(history.versions(head, BOB)))).toBeInstanceOf(HistoryTooShort);
  });
});

describe("a clone in which two branches do not meet", () => {
  /** Main goes on by two commits, and a branch from its first by one. */
  function branches() {
    const work = keep(createRepository({ bare: true }));
    work.commit({ branch: "main", write: { a: "0" } });
    const start = work.commit({ branch: "main", write: { a: "1" } });
    const fork = work.commit({ branch: "main", write: { a: "2" } });
    const side = work.commit({ branch: "side", from: fork, write: { b: "1" } });
    work.commit({ branch: "main", write: { c: "1" } });
    const main = work.commit({ branch: "main", write: { c: "2" } });
    return { work, start, fork, side, main };
  }

  it("does not take them for strangers", async () => {
    const { work, side, main } = branches();
    const { history } = cutAt(work, 2);
    const questions = [
      () => history.mergeBases(main, side),
      () => history.changesOf(main, side),
      () => history.mergedTree(main, side),
      () => history.isIn(main, side),
    ];
    for (const question of questions) expect(await thrownBy(question())).toBeInstanceOf(HistoryTooShort);
  });

  it("answers where they meet before it ends, though what they share was cut", async () => {
    const { work, start, fork, side, main } = branches();
    const { clone, history } = cutAt(work, 3);
    expect(readFileSync(join(clone.directory, "shallow"), "utf8").trim()).toBe(start);
    const whole = historyOf(work);
    expect(await history.mergeBases(main, side)).toEqual([fork]);
    expect(await history.changesOf(main, side)).toEqual(await whole.changesOf(main, side));
    expect(await history.mergedTree(main, side)).toBe(await whole.mergedTree(main, side));
    expect(await history.isIn(main, fork)).toBe(true);
  });

  it("knows a merge for clean only where it has what was merged", async () => {
    const { work, side, main } = branches();
    const tree = { a: "2", b: "1", c: "2" };
    const merge = work.commit({ branch: "side", merge: main, write: tree });
    expect(await historyOf(work).isCleanMerge(merge, main)).toBe(true);
    for (const [depth, known] of [
      [1, false],
      [2, false],
      [4, true],
    ] as const) {
      const { history } = cutAt(work, depth);
      if (known) expect(await history.isCleanMerge(merge, main)).toBe(true);
      else expect(await thrownBy(history.isCleanMerge(merge, main))).toBeInstanceOf(HistoryTooShort);
    }
    expect(side).not.toBe(merge);
  });

  it("does not count among the commits of a range what the base may have", async () => {
    const { work, side, main } = branches();
    const clone = keep(cloneOf(work, ["--depth=2"]));
    const short = await openClone(clone.directory);
    expect(await thrownBy(short.commitsBetween(main, side))).toBeInstanceOf(HistoryTooShort);
    expect(await short.isShallow()).toBe(true);
    const enough = await openClone(keep(cloneOf(work, ["--depth=3"])).directory);
    expect((await enough.commitsBetween(main, side)).map(({ commit }) => commit)).toEqual([side]);
    const whole = await openClone(work.directory);
    expect(await whole.isShallow()).toBe(false);
  });
});

describe("what is here by another way than history leads to it", () => {
  /** Cut at people, though what came before is here: two merges of the first commit into what came after. */
  function crossed() {
    const { work, start, added, people } = scene();
    const one = work.commit({ branch: "one", from: added, merge: start, write: { one: "1" } });
    const other = work.commit({ branch: "other", from: added, merge: start, write: { other: "1" } });
    const whole = historyOf(work);
    return {
      work,
      start,
      added,
      one,
      other,
      whole,
      cut: () => writeFileSync(join(work.directory, "shallow"), `${people}\n`),
    };
  }

  it("is not taken for outside of it", async () => {
    const { added, start, whole, cut } = crossed();
    expect(await whole.isIn(added, start)).toBe(true);
    cut();
    expect(await thrownBy(whole.isIn(added, start))).toBeInstanceOf(HistoryTooShort);
  });

  it("is not taken for a second place where two meet", async () => {
    const { added, one, other, whole, cut } = crossed();
    expect(await whole.mergeBases(one, other)).toEqual([added]);
    cut();
    expect(await thrownBy(whole.mergeBases(one, other))).toBeInstanceOf(HistoryTooShort);
    expect(await thrownBy(whole.changesOf(one, other))).toBeInstanceOf(HistoryTooShort);
    expect(await thrownBy(whole.mergedTree(one, other))).toBeInstanceOf(HistoryTooShort);
  });

  it("is not counted to a range that does not have it", async () => {
    const { work, added, one, cut } = crossed();
    const { commitsBetween } = await openClone(work.directory);
    expect((await commitsBetween(added, one)).map(({ commit }) => commit)).toEqual([one]);
    cut();
    expect(await thrownBy(commitsBetween(added, one))).toBeInstanceOf(HistoryTooShort);
  });
});

it("a first commit that git lists among those at which it cut is a first commit", async () => {
  const { work, start, head, merge } = scene();
  writeFileSync(join(work.directory, "shallow"), `${start}\n`);
  const history = historyOf(work);
  expect((await history.additions(head, [PEOPLE])).get(PEOPLE)).toMatchObject({ commit: start, parents: [] });
  expect((await history.removals(head, ["never/was"])).size).toBe(0);
  expect(await all(history.versions(head, ALICE))).toEqual([merge]);
  expect((await all(history.line(head))).at(-1)).toMatchObject({ commit: start, policy: [PEOPLE] });
});

it("a graft that somebody has set shows no other history than there is", async () => {
  const { work, head, removed, merge } = scene();
  writeFileSync(join(work.directory, "info/grafts"), `${removed}\n`);
  expect(work.git(["rev-list", "--count", head]).trim()).toBe("2");
  const history = historyOf(work);
  expect((await history.additions(head, [ALICE])).get(ALICE)?.commit).toBe(merge);
  expect((await all(history.messages(head))).length).toBe(6);
});

it("a linked working tree is as shallow as the repository that it belongs to", async () => {
  const { work, head } = scene();
  const { clone } = cutAt(work, 2);
  const tree = place("tree");
  clone.git(["worktree", "add", "--quiet", "--detach", tree, head]);
  const { history, isShallow } = await openClone(tree);
  expect(await isShallow()).toBe(true);
  expect(await thrownBy(history.additions(head, [ALICE]))).toBeInstanceOf(HistoryTooShort);
});

it("a checkout that was deepened answers, by the same command that it was told", async () => {
  const { work, head, merge } = scene();
  const directory = place("checkout");
  execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${work.directory}`, directory]);
  const checkout = await openCheckout({
    directory,
    remote: "origin",
    branches: ["main", "curfew-ledger"],
    token: async () => undefined,
    retries: { times: 0, delay: 1 },
  });
  await checkout.fetch();
  expect(await thrownBy(checkout.additions(head, [ALICE]))).toBeInstanceOf(HistoryTooShort);
  execFileSync("git", ["fetch", "--quiet", "--unshallow"], { cwd: directory });
  expect((await checkout.additions(head, [ALICE])).get(ALICE)?.commit).toBe(merge);
});

describe("the mirror of a shallow remote", () => {
  function mirrorOf(url: string) {
    return openMirror({
      url,
      directory: place("mirrors/acme/access.git"),
      branches: ["main", "curfew-ledger"],
      token: async () => undefined,
      retries: { times: 0, delay: 1 },
    });
  }

  it("is as shallow as the remote, follows it, and is whole as soon as the remote is", async () => {
    const { work, head, merge } = scene();
    const { clone } = cutAt(work, 2);
    const mirror = mirrorOf(clone.directory);
    await mirror.fetch();
    expect(await mirror.branch("main")).toBe(head);
    expect(await thrownBy(mirror.additions(head, [ALICE]))).toBeInstanceOf(HistoryTooShort);
    const next = clone.commit({ branch: "main", write: { [BOB]: "who: bob" } });
    await mirror.fetch();
    expect((await mirror.additions(next, [BOB])).get(BOB)?.commit).toBe(next);
    clone.git(["fetch", "--quiet", "--unshallow", "origin", "main"]);
    await mirror.fetch();
    expect((await mirror.additions(next, [ALICE])).get(ALICE)?.commit).toBe(merge);
    await mirror.fetch();
  });

  it("that was whole follows a remote that is shallow now", async () => {
    const { work, merge } = scene();
    const remote = place("remote.git");
    execFileSync("git", ["clone", "--quiet", "--bare", work.directory, remote]);
    const mirror = mirrorOf(remote);
    await mirror.fetch();
    rmSync(remote, { recursive: true });
    const next = work.commit({ branch: "main", write: { other: "y" } });
    execFileSync("git", ["clone", "--quiet", "--bare", "--depth=1", `file://${work.directory}`, remote]);
    await mirror.fetch();
    expect(await mirror.branch("main")).toBe(next);
    expect(await thrownBy(mirror.additions(next, [ALICE]))).toBeInstanceOf(HistoryTooShort);
    execFileSync("git", ["fetch", "--quiet", "--unshallow"], { cwd: remote });
    await mirror.fetch();
    expect((await mirror.additions(next, [ALICE])).get(ALICE)?.commit).toBe(merge);
  });
});

describe("a clone without contents", () => {
  it("fetches those that are asked for, and fails where it cannot", async () => {
    const { work, head, merge } = scene();
    work.git(["config", "uploadpack.allowFilter", "true"]);
    work.git(["config", "uploadpack.allowAnySHA1InWant", "true"]);
    const clone = keep(cloneOf(work, ["--filter=blob:none"]));
    const history = historyOf(clone);
    expect((await history.additions(head, [ALICE])).get(ALICE)?.commit).toBe(merge);
    const [entry] = await history.tree(head, [PEOPLE]);
    const blob = entry?.blob ?? "";
    const there = await history.blobs([blob]);
    expect(new TextDecoder().decode(there.get(blob))).toBe("2");
    const [other] = await history.tree(head, [ALICE]);
    clone.git(["remote", "set-url", "origin", "file:///nowhere/at/all.git"]);
    expect(await thrownBy(history.blobs([other?.blob ?? ""]))).toMatchObject({ name: "Failure" });
  });
});

it("a whole clone costs no more processes for being asked whether it is one", async () => {
  const { work, start, asked, merge, head } = scene();
  const processes: (readonly string[])[] = [];
  const history = historyOf(work, (args) => processes.push(args));
  const counts: Record<string, number> = {};
  const counted = async (name: string, ask: () => Promise<unknown>) => {
    processes.length = 0;
    await ask();
    counts[name] = processes.length;
  };
  await counted("tree", () => history.tree(head, [ALICE]));
  await counted("changes", () => history.changes(start, head));
  await counted("changesOf", () => history.changesOf(head, asked));
  await counted("mergedTree", () => history.mergedTree(head, asked));
  await counted("parents", () => history.parents(start));
  await counted("mergeBases", () => history.mergeBases(head, asked));
  await counted("isIn, and it is", () => history.isIn(head, asked));
  await counted("isIn, and it is not", () => history.isIn(asked, head));
  await counted("isIn, and it is nowhere", () => history.isIn(head, "1".repeat(40)));
  await counted("isCleanMerge", () => history.isCleanMerge(merge, head));
  await counted("additions", () => history.additions(head, [ALICE, "never/was"]));
  await counted("removals", () => history.removals(head, [BOB, "never/was"]));
  await counted("versions", () => all(history.versions(head, PEOPLE)));
  await counted("line", () => all(history.line(head)));
  await counted("messages", () => all(history.messages(head)));
  expect(counts).toEqual({
    tree: 1,
    changes: 1,
    changesOf: 2,
    mergedTree: 1,
    parents: 1,
    mergeBases: 1,
    "isIn, and it is": 2,
    "isIn, and it is not": 2,
    "isIn, and it is nowhere": 1,
    isCleanMerge: 3,
    additions: 1,
    removals: 1,
    versions: 1,
    line: 1,
    messages: 1,
  });
});
