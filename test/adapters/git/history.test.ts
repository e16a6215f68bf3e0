import { afterEach, describe, expect, it } from "vitest";
import { BLOB_LIMIT } from "../../../src/adapters/git/read-blobs.js";
import { createRepository, historyOf, type Repository } from "./repository.js";

const made: Repository[] = [];
afterEach(() => {
  for (const repository of made.splice(0)) repository.remove();
});

function repository(): Repository {
  const created = createRepository({ bare: true });
  made.push(created);
  return created;
}

const ALICE = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
const BOB = "access/requests/aws-prod/2026/11/22/bob-admin.yaml";

describe("additions and removals", () => {
  it("a file that came by a merge was added by the merge, not by its commit on the branch", async () => {
    const work = repository();
    const base = work.commit({ branch: "main", write: { "README.md": "x" } });
    const asked = work.commit({ branch: "ask", from: base, write: { [ALICE]: "who: alice" } });
    const other = work.commit({ branch: "main", write: { other: "y" } });
    const merge = work.commit({ branch: "main", merge: asked, write: { [ALICE]: "who: alice" } });
    const head = work.commit({ branch: "main", write: { later: "z" } });
    const added = await historyOf(work).additions(head, [ALICE, "never/was"]);
    expect([...added]).toEqual([
      [
        ALICE,
        {
          path: ALICE,
          commit: merge,
          parents: [other, asked],
          blob: work.git(["rev-parse", `${head}:${ALICE}`]).trim(),
        },
      ],
    ]);
  });

  it("a file that was removed and added again was added by the newest of the additions", async () => {
    const work = repository();
    work.commit({ branch: "main", write: { [ALICE]: "first" } });
    const removed = work.commit({ branch: "main", remove: [ALICE] });
    const again = work.commit({ branch: "main", write: { [ALICE]: "second" } });
    const history = historyOf(work);
    expect((await history.additions(again, [ALICE])).get(ALICE)?.commit).toBe(again);
    const removal = (await history.removals(again, [ALICE])).get(ALICE);
    expect(removal?.commit).toBe(removed);
    const before = await history.tree(removal?.parents[0] ?? "", [ALICE]);
    expect(removal?.blob).toBe(before[0]?.blob);
  });

  it("a moved file is an addition of its new path", async () => {
    const work = repository();
    work.commit({ branch: "main", write: { [ALICE]: "the same content, long enough to be found similar" } });
    const moved = work.commit({
      branch: "main",
      remove: [ALICE],
      write: { [BOB]: "the same content, long enough to be found similar" },
    });
    expect((await historyOf(work).additions(moved, [BOB])).get(BOB)?.commit).toBe(moved);
    expect((await historyOf(work).removals(moved, [ALICE])).get(ALICE)?.commit).toBe(moved);
  });

  it("three hundred merges are walked by one process, and one that is found early ends it", async () => {
    const work = repository();
    work.commit({ branch: "main", write: { "README.md": "x" } });
    const stream: string[] = [];
    for (let number = 0; number < 300; number += 1) {
      const path = `access/requests/s/2026/01/${String(1 + (number % 28)).padStart(2, "0")}/r${number}.yaml`;
      const side = `commit refs/heads/side\nmark :${number * 2 + 1}\ncommitter T <t@e.com> ${1_790_000_000 + number} +0000\ndata 1\na\n`;
      const main = `commit refs/heads/main\nmark :${number * 2 + 2}\ncommitter T <t@e.com> ${1_790_000_000 + number} +0000\ndata 1\nm\n`;
      const from = number === 0 ? "refs/heads/main^0" : `:${number * 2}`;
      const file = `M 100644 inline ${path}\ndata 3\nr${number % 10}\n\n`;
      stream.push(`${side}from ${from}\n${file}\n${main}from ${from}\nmerge :${number * 2 + 1}\n${file}\n`);
    }
    work.git(["fast-import", "--quiet", "--force"], stream.join(""));
    const head = work.git(["rev-parse", "main"]).trim();
    const processes: (readonly string[])[] = [];
    const history = historyOf(work, (args) => processes.push(args));
    const paths = (await history.tree(head, ["access/requests"])).map((entry) => entry.path);
    expect(paths).toHaveLength(300);
    processes.length = 0;
    const added = await history.additions(head, paths);
    expect(added.size).toBe(300);
    expect(new Set([...added.values()].map((event) => event.commit)).size).toBe(300);
    expect([...added.values()].every((event) => event.parents.length === 2)).toBe(true);
    expect(processes).toHaveLength(1);
    expect((await history.additions(head, [])).size).toBe(0);
    expect(processes).toHaveLength(1);
  });
});

describe("trees, changes and contents", () => {
  it("a prefix is a folder or a file, never the beginning of a name", async () => {
    const work = repository();
    const head = work.commit({
      branch: "main",
      write: {
        "access/requests/a.yaml": "a",
        "access/requests-old/b.yaml": "b",
        "access/people.yaml": "p",
        "x/y": "z",
      },
    });
    const history = historyOf(work);
    const paths = async (prefixes: readonly string[]) => (await history.tree(head, prefixes)).map(({ path }) => path);
    expect(await paths(["access/requests/"])).toEqual(["access/requests/a.yaml"]);
    expect(await paths(["access/requests", "access/people.yaml", "nothing"])).toEqual([
      "access/people.yaml",
      "access/requests/a.yaml",
    ]);
    expect(await paths([])).toEqual([]);
    expect(await paths([""])).toHaveLength(4);
    const many = Array.from({ length: 300 }, (_, index) => `none/${index}`);
    expect(await paths([...many, "access/requests"])).toEqual(["access/requests/a.yaml"]);
  });

  it("paths with newlines, quotes, wildcards and bytes that are no UTF-8 are read", async () => {
    const work = repository();
    const odd = ["access/a\nb", 'access/"q"', "access/*", "access/:(glob)**", "access/bad\u{fffd}"];
    const head = work.commit({ branch: "main", write: Object.fromEntries(odd.map((path) => [path, path])) });
    const history = historyOf(work);
    expect((await history.tree(head, ["access"])).map(({ path }) => path).sort()).toEqual([...odd].sort());
    expect((await history.tree(head, ["access/*"])).map(({ path }) => path)).toEqual(["access/*"]);
    expect([...(await history.additions(head, odd)).keys()].sort()).toEqual([...odd].sort());
  });

  it("changes name their status, and a deleted file its last content", async () => {
    const work = repository();
    const one = work.commit({ branch: "main", write: { a: "1", b: "1", c: "1" } });
    const two = work.commit({ branch: "main", write: { b: "2", d: "1", "link:c": "b" }, remove: ["a"] });
    const history = historyOf(work);
    const before = new Map((await history.tree(one, [""])).map((entry) => [entry.path, entry.blob]));
    const changes = await history.changes(one, two);
    expect(changes.map(({ status, path, mode }) => [status, path, mode])).toEqual([
      ["deleted", "a", "100644"],
      ["modified", "b", "100644"],
      ["type-changed", "c", "120000"],
      ["added", "d", "100644"],
    ]);
    expect(changes[0]?.blob).toBe(before.get("a"));
    expect(await history.changes(two, two)).toEqual([]);
  });

  it("contents are read once each, whatever bytes they hold", async () => {
    const work = repository();
    const content = Buffer.from([0, 10, 255, 13, 10, 0]);
    const head = work.commit({ branch: "main", write: { a: content, b: "", c: "text\n", d: content } });
    const history = historyOf(work);
    const entries = await history.tree(head, [""]);
    const blobs = await history.blobs(entries.map(({ blob }) => blob));
    expect(blobs.size).toBe(3);
    const contentOf = (path: string) =>
      Buffer.from(blobs.get(entries.find((entry) => entry.path === path)?.blob ?? "") ?? "none");
    expect(contentOf("a")).toEqual(content);
    expect(contentOf("b")).toEqual(Buffer.alloc(0));
    expect(contentOf("c").toString()).toBe("text\n");
  });

  it("a file of 70 MB is cut at the limit and its rest not read", async () => {
    const work = repository();
    const head = work.commit({ branch: "main", write: { huge: Buffer.alloc(70_000_000, 120), small: "s" } });
    const history = historyOf(work);
    const [huge, small] = await history.tree(head, [""]);
    const blobs = await history.blobs([huge?.blob ?? "", small?.blob ?? ""]);
    expect(blobs.get(huge?.blob ?? "")?.length).toBe(BLOB_LIMIT);
    expect(blobs.get(small?.blob ?? "")?.length).toBe(1);
  });

  it("an object that is not there is a failure that names it", async () => {
    const absent = "1".repeat(40);
    await expect(historyOf(repository()).blobs([absent])).rejects.toThrow(`object ${absent} is missing`);
  });
});

describe("commits", () => {
  it("messages with separators of every kind stay whole", async () => {
    const work = repository();
    const odd = "Subject\u001e\u0001\n\n\u0000after NUL is not part of it";
    const first = work.commit({ branch: "main", message: "", write: { a: "1" } });
    const second = work.commit({ branch: "main", message: odd, write: { a: "2" } });
    const third = work.commit({ branch: "main", message: "Third\n\n---\nfrom x\n", write: { a: "3" } });
    const messages = [];
    for await (const message of historyOf(work).messages(third)) messages.push(message);
    expect(messages.map(({ commit }) => commit)).toEqual([third, second, first]);
    expect(messages.map(({ parents }) => parents)).toEqual([[second], [first], []]);
    expect(messages[0]?.message.trim()).toBe("Third\n\n---\nfrom x");
    expect(messages[1]?.message.startsWith("Subject\u001e\u0001")).toBe(true);
    expect(messages[2]?.message).toBe("");
    expect(messages[2]?.at).toBe(1_790_000_060_000);
  });

  it("what a merge could change is compared with every merge base, and with the base where there is none", async () => {
    const work = repository();
    const root = work.commit({ branch: "main", write: { policy: "loose" } });
    const tight = work.commit({ branch: "tight", from: root, write: { policy: "tight" } });
    const first = work.commit({ branch: "main", write: { request: "1" } });
    const both = { policy: "tight", request: "1" };
    const main = work.commit({ branch: "main", from: first, merge: tight, write: both });
    const head = work.commit({ branch: "head", from: first, merge: tight, write: { policy: "loose", request: "1" } });
    const alone = work.commit({ branch: "alone", write: { policy: "loose" } });
    const history = historyOf(work);
    const paths = async (one: string) => (await history.changesOf(main, one)).map(({ status, path }) => [status, path]);
    expect(await paths(head)).toContainEqual(["modified", "policy"]);
    expect(await paths(main)).toEqual([]);
    expect(await paths(alone)).toEqual([
      ["modified", "policy"],
      ["deleted", "request"],
    ]);
  });

  it("parents and branches are found, and what is not there is undefined", async () => {
    const work = repository();
    const base = work.commit({ branch: "main", write: { a: "1" } });
    const side = work.commit({ branch: "side", from: base, write: { b: "1" } });
    const main = work.commit({ branch: "main", write: { c: "1" } });
    const history = historyOf(work);
    expect(await history.parents(side)).toEqual([base]);
    expect(await history.parents(base)).toEqual([]);
    expect(await history.branch("main")).toBe(main);
    expect(await history.branch("nothing")).toBeUndefined();
    expect(await history.ensure(side, "refs/heads/side")).toBe(true);
    expect(await history.ensure("2".repeat(40), "refs/heads/side")).toBe(false);
  });

  it.each(["--output=x", "main", "HEAD", "", `${"a".repeat(40)}\n`, "-h"])("%j is no commit", async (text) => {
    const history = historyOf(repository());
    await expect(history.tree(text, ["a"])).rejects.toThrow("not an object id");
    await expect(history.additions(text, ["a"])).rejects.toThrow("not an object id");
    await expect(history.blobs([text])).rejects.toThrow("not an object id");
  });

  it.each(["--output=x", "a..b", "a b", "a\nb", "a:b", "*", "a@{1}", "x.lock", "/a", "a/", ".a"])(
    "%j is no branch",
    async (name) => {
      const history = historyOf(repository());
      const commit = "3".repeat(40);
      await expect(history.ensure(commit, name)).rejects.toThrow("not a reference");
      if (name !== "--output=x") await expect(history.branch(name)).rejects.toThrow("not a reference");
      else expect(await history.branch(name)).toBeUndefined();
    },
  );
});

describe("the tree of a merge that was not made", () => {
  const lines = (words: string): string => `${words.split(" ").join("\n\n\n\n")}\n`;

  it("holds what both sides did, to one file too", async () => {
    const work = repository();
    const start = work.commit({ branch: "main", write: { [ALICE]: lines("a b c"), [BOB]: "x" } });
    const head = work.commit({ branch: "change", from: start, write: { [ALICE]: lines("a b C") } });
    const base = work.commit({ branch: "main", write: { [ALICE]: lines("A b c") }, remove: [BOB] });
    const history = historyOf(work);
    const tree = await history.mergedTree(base, head);
    const entries = await history.tree(tree ?? "", ["access/"]);
    expect(entries.map(({ path }) => path)).toEqual([ALICE]);
    const contents = await history.blobs(entries.map(({ blob }) => blob));
    expect(Buffer.from([...contents.values()][0] ?? []).toString()).toBe(lines("A b C"));
    expect(await history.branch("main")).toBe(base);
  });

  it("is none where both sides changed the same lines, or have nothing in common", async () => {
    const work = repository();
    const start = work.commit({ branch: "main", write: { [ALICE]: "a" } });
    const head = work.commit({ branch: "change", from: start, write: { [ALICE]: "b" } });
    const base = work.commit({ branch: "main", write: { [ALICE]: "c" } });
    const stranger = work.commit({ branch: "stranger", write: { [ALICE]: "d" } });
    expect(await historyOf(work).mergedTree(base, head)).toBeUndefined();
    expect(await historyOf(work).mergedTree(base, stranger)).toBeUndefined();
  });
});
