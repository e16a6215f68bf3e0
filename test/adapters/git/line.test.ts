import { afterEach, expect, test } from "vitest";
import type { LineCommit } from "../../../src/model/provenance.js";
import type { History } from "../../../src/ports/history.js";
import { createRepository, historyOf, type Repository } from "./repository.js";

const PEOPLE = "access/people.yaml";
const REQUEST = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";

const made: Repository[] = [];
afterEach(() => {
  for (const repository of made.splice(0)) repository.remove();
});

function repository(): Repository {
  const created = createRepository({ bare: true });
  made.push(created);
  return created;
}

async function lineOf(history: History, head: string): Promise<readonly LineCommit[]> {
  const line: LineCommit[] = [];
  for await (const one of history.line(head)) line.push(one);
  return line;
}

test("the line is every first-parent commit, the newest first, with what it changed of policy", async () => {
  const work = repository();
  const root = work.commit({ branch: "main", write: { [PEOPLE]: "1", "src/x": "1" } });
  const asked = work.commit({ branch: "ask", from: root, write: { [REQUEST]: "who: alice" } });
  const merge = work.commit({ branch: "main", merge: asked, write: { [REQUEST]: "who: alice" } });
  const side = work.commit({ branch: "side", from: root, write: { [PEOPLE]: "2" } });
  const more = work.commit({ branch: "side", write: { "docs/CODEOWNERS": "* @dana", ".github/odd\nname": "x" } });
  const policy = { [PEOPLE]: "2", "docs/CODEOWNERS": "* @dana", ".github/odd\nname": "x" };
  const changed = work.commit({ branch: "main", merge: more, write: policy });
  const empty = work.commit({ branch: "main" });
  const gone = work.commit({ branch: "main", remove: ["docs/CODEOWNERS"] });
  expect(await lineOf(historyOf(work), gone)).toEqual([
    { commit: gone, parents: [empty], policy: ["docs/CODEOWNERS"] },
    { commit: empty, parents: [changed], policy: [] },
    { commit: changed, parents: [merge, more], policy: [".github/odd\nname", PEOPLE, "docs/CODEOWNERS"] },
    { commit: merge, parents: [root, asked], policy: [] },
    { commit: root, parents: [], policy: [PEOPLE] },
  ]);
  expect(side).not.toBe(more);
});

test("whoever has read enough of it ends it", async () => {
  const work = repository();
  const first = work.commit({ branch: "main", write: { [PEOPLE]: "1" } });
  const head = work.commit({ branch: "main", write: { [PEOPLE]: "2" } });
  for await (const { commit } of historyOf(work).line(head)) {
    expect(commit).toBe(head);
    break;
  }
  expect((await lineOf(historyOf(work), first)).map(({ commit }) => commit)).toEqual([first]);
});

test("a commit is in its own history and in that of its children, by any parent; one that is not here is in none", async () => {
  const work = repository();
  const root = work.commit({ branch: "main", write: { x: "1" } });
  const side = work.commit({ branch: "side", from: root, write: { y: "1" } });
  const merge = work.commit({ branch: "main", merge: side, write: { y: "1" } });
  const history = historyOf(work);
  const within = (commits: readonly string[]) => Promise.all(commits.map((commit) => history.isIn(merge, commit)));
  expect(await within([merge, root, side])).toEqual([true, true, true]);
  expect(await within(["3".repeat(40)])).toEqual([false]);
  expect(await history.isIn(side, merge)).toBe(false);
});

test("histories part in one place, in several where each was merged into the other, or in none", async () => {
  const work = repository();
  const root = work.commit({ branch: "main", write: { x: "1" } });
  const one = work.commit({ branch: "main", write: { a: "1" } });
  const other = work.commit({ branch: "side", from: root, write: { b: "1" } });
  const crossed = work.commit({ branch: "main", merge: other, write: { b: "1" } });
  const also = work.commit({ branch: "side", merge: one, write: { a: "1" } });
  const stranger = work.commit({ branch: "stranger", write: { z: "1" } });
  const history = historyOf(work);
  expect(await history.mergeBases(one, other)).toEqual([root]);
  expect([...(await history.mergeBases(crossed, also))].sort()).toEqual([one, other].sort());
  expect(await history.mergeBases(one, stranger)).toEqual([]);
});
