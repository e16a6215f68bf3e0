import { afterEach, describe, expect, it } from "vitest";
import { createRepository, historyOf, type Repository } from "./repository.js";

const made: Repository[] = [];
afterEach(() => {
  for (const repository of made.splice(0)) repository.remove();
});

/** A request on a branch of its own, and a base that went on: `shared` is changed on both sides, line by line apart. */
function scene() {
  const work = createRepository({ bare: true });
  made.push(work);
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
  const shared = (changes: Readonly<Record<number, string>>) =>
    lines.map((line, index) => changes[index] ?? line).join("");
  const start = work.commit({ branch: "main", write: { shared: shared({}), other: "1" } });
  const asked = work.commit({
    branch: "ask",
    from: start,
    write: { request: "who: alice", shared: shared({ 1: "a\n" }) },
  });
  const base = work.commit({ branch: "main", write: { shared: shared({ 18: "b\n" }), other: "2" } });
  const merged = { shared: shared({ 1: "a\n", 18: "b\n" }), other: "2" };
  return { work, start, asked, base, merged, history: historyOf(work) };
}

describe("a clean merge of the base", () => {
  it("is what git makes of its two parents by itself", async () => {
    const { work, base, merged, history } = scene();
    const commit = work.commit({ branch: "ask", merge: base, write: merged });
    expect(await history.isCleanMerge(commit, base)).toBe(true);
    const later = work.commit({ branch: "main", write: { more: "3" } });
    expect(await history.isCleanMerge(commit, later)).toBe(true);
  });

  it.each([
    ["adds a file", { extra: "x" }],
    ["changes the request", { request: "who: mallory" }],
    ["resolves a line as nobody asked", { other: "3" }],
  ] as const)("is not one that %s", async (_, more) => {
    const { work, base, merged, history } = scene();
    const commit = work.commit({ branch: "ask", merge: base, write: { ...merged, ...more } });
    expect(await history.isCleanMerge(commit, base)).toBe(false);
  });

  it("is not one that takes nothing of the base", async () => {
    const { work, base, history } = scene();
    const commit = work.commit({ branch: "ask", merge: base });
    expect(await history.isCleanMerge(commit, base)).toBe(false);
  });

  it("is not one of something that is not on the base", async () => {
    const { work, start, base, history } = scene();
    const elsewhere = work.commit({ branch: "elsewhere", from: start, write: { elsewhere: "x" } });
    const commit = work.commit({ branch: "ask", merge: elsewhere, write: { elsewhere: "x" } });
    expect(await history.isCleanMerge(commit, base)).toBe(false);
    expect(await history.isCleanMerge(commit, elsewhere)).toBe(true);
  });

  it("is not one whose conflicts somebody resolved, whichever way", async () => {
    const { work, start, history } = scene();
    const ours = work.commit({ branch: "one", from: start, write: { other: "ours" } });
    const theirs = work.commit({ branch: "two", from: start, write: { other: "theirs" } });
    for (const other of ["ours", "theirs", "both"]) {
      const commit = work.commit({ branch: `merge-${other}`, from: ours, merge: theirs, write: { other } });
      expect(await history.isCleanMerge(commit, theirs)).toBe(false);
    }
  });

  it("has two parents: no other commit is one", async () => {
    const { work, asked, base, history } = scene();
    expect(await history.isCleanMerge(asked, base)).toBe(false);
    const first = work.git(["rev-list", "--max-parents=0", "main"]).trim();
    expect(await history.isCleanMerge(first, base)).toBe(false);
  });
});
