import { expect, onTestFinished, test } from "vitest";
import { Failure } from "../../src/ports/failure.js";
import type { History } from "../../src/ports/history.js";
import { readFiles } from "../../src/run/read-files.js";
import { createRepository, historyOf } from "../adapters/git/repository.js";

const FILE = { path: "access/requests/a.yaml", mode: "100644", blob: "a".repeat(40) };
const SUBMODULE = { path: "access/requests/b.yaml", mode: "160000", blob: "b".repeat(40) };
const LINK = { path: "access/requests/c.yaml", mode: "120000", blob: "c".repeat(40) };

/** As git answers: a submodule's commit is not here. */
const history: Pick<History, "blobs"> = {
  blobs: async (ids) => {
    if (ids.includes(SUBMODULE.blob)) throw new Failure("object is missing, not a file", { transient: false });
    return new Map(ids.map((id) => [id, new TextEncoder().encode(id)]));
  },
};

test("a submodule among the files fails nobody, and what is no regular file has no content", async () => {
  const files = await readFiles(history as History, [FILE, SUBMODULE, LINK]);
  expect(files.map(({ bytes }) => bytes.length)).toEqual([40, 0, 0]);
  expect(files.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    "100644 access/requests/a.yaml",
    "160000 access/requests/b.yaml",
    "120000 access/requests/c.yaml",
  ]);
});

test("what anybody can propose is not read where it is more than there is memory for", async () => {
  const repository = createRepository({ bare: true });
  onTestFinished(() => repository.remove());
  const write = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [`access/policies/p${index}.yaml`, Buffer.alloc(1_048_576, index + 65)]),
  );
  const head = repository.commit({ branch: "main", write });
  const history = historyOf(repository);
  const entries = await history.tree(head, ["access"]);
  await expect(readFiles(history, entries)).rejects.toMatchObject({
    transient: false,
    message: "9 files come to 9437184 bytes, and no more than 8388608 are read at once",
  });
  expect(await readFiles(history, entries.slice(0, 8))).toHaveLength(8);
});
