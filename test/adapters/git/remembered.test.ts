import { expect, onTestFinished, test } from "vitest";
import { remembered } from "../../../src/adapters/git/remembered.js";
import type { History } from "../../../src/ports/history.js";
import { createRepository, historyOf } from "./repository.js";

/** A history that counts what it is asked. */
function counting() {
  const asked: string[] = [];
  let head = "a";
  const history = {
    async fetch() {
      asked.push("fetch");
      head += "a";
    },
    async branch(name: string) {
      asked.push(`branch ${name}`);
      return head;
    },
    async tree(commit: string, prefixes: readonly string[]) {
      asked.push(`tree ${commit} ${prefixes.join(",")}`);
      return [];
    },
    async blobs(ids: readonly string[]) {
      asked.push(`blobs ${ids.join(",")}`);
      return new Map(ids.map((id) => [id, new TextEncoder().encode(id)]));
    },
    async changesOf() {
      asked.push("changes of");
      if (asked.length === 1) throw new Error("git failed");
      return [];
    },
  } as unknown as History;
  return { asked, history: remembered(history) };
}

test("a commit's tree is asked for once, and another part of it by itself", async () => {
  const { asked, history } = counting();
  for (const prefixes of [["access"], ["access"], ["access", "docs"]]) await history.tree("a", prefixes);
  expect(asked).toEqual(["tree a access", "tree a access,docs"]);
});

test("a blob that was read is not read again, beside ones that were not", async () => {
  const { asked, history } = counting();
  await history.blobs(["one", "two"]);
  const again = await history.blobs(["two", "three"]);
  await history.blobs(["one", "two", "three"]);
  expect(asked).toEqual(["blobs one,two", "blobs three"]);
  expect([...again.keys()]).toEqual(["two", "three"]);
});

test("whether it is too much does not depend on what was read before", async () => {
  const repository = createRepository({ bare: true });
  onTestFinished(() => repository.remove());
  const head = repository.commit({ branch: "main", write: { a: "12345", b: "1234567" } });
  const history = remembered(historyOf(repository));
  const [one, other] = (await history.tree(head, ["a", "b"])).map(({ blob }) => blob) as [string, string];
  await history.blobs([one]);
  await expect(history.blobs([one, other, one], 11)).rejects.toMatchObject({ files: 2, bytes: 12, most: 11 });
  expect((await history.blobs([one, other], 12)).size).toBe(2);
});

test("a branch is looked up again after every fetch, also one that failed", async () => {
  const { asked, history } = counting();
  expect([await history.branch("main"), await history.branch("main")]).toEqual(["a", "a"]);
  await history.fetch();
  expect(await history.branch("main")).toBe("aa");
  expect(asked).toEqual(["branch main", "fetch", "branch main"]);
});

test("a question that failed is asked again, and an answer of nothing is an answer", async () => {
  const { asked, history } = counting();
  await expect(history.changesOf("a", "b")).rejects.toThrow("git failed");
  await history.changesOf("a", "b");
  await history.changesOf("a", "b");
  expect(asked).toEqual(["changes of", "changes of"]);
});

test("no more is kept than there is room for", async () => {
  const { asked, history } = counting();
  for (let commit = 0; commit < 100; commit += 1) await history.tree(String(commit), []);
  await history.tree("99", []);
  await history.tree("0", []);
  expect(asked.length).toBe(101);
});
