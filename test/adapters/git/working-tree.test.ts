import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BLOB_LIMIT } from "../../../src/adapters/git/read-blobs.js";
import { readWorkingTree } from "../../../src/adapters/git/working-tree.js";
import { temporaryDirectory } from "./repository.js";

let directory = "";
beforeEach(() => {
  directory = temporaryDirectory();
  mkdirSync(join(directory, "access/requests"), { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it("files are read with the mode that git would give them, in order of path", async () => {
  writeFileSync(join(directory, "access/people.yaml"), "people: {}");
  writeFileSync(join(directory, "access/requests/run.sh"), "x");
  chmodSync(join(directory, "access/requests/run.sh"), 0o755);
  writeFileSync(join(directory, "other"), "x");
  const files = await readWorkingTree(directory, ["access/", "nothing"]);
  expect(files.map(({ path, mode }) => [path, mode])).toEqual([
    ["access/people.yaml", "100644"],
    ["access/requests/run.sh", "100755"],
  ]);
  expect(Buffer.from(files[0]?.bytes ?? []).toString()).toBe("people: {}");
});

it("no link is followed, and a pipe is not waited for", async () => {
  symlinkSync("/etc/passwd", join(directory, "access/secret.yaml"));
  symlinkSync("/", join(directory, "access/root"));
  execFileSync("mkfifo", [join(directory, "access/pipe.yaml")]);
  const files = await readWorkingTree(directory, ["access"]);
  expect(files.map(({ path, mode, bytes }) => [path, mode, bytes.length])).toEqual([
    ["access/pipe.yaml", "160000", 0],
    ["access/root", "120000", 0],
    ["access/secret.yaml", "120000", 0],
  ]);
});

it("a huge file is cut at the limit", async () => {
  writeFileSync(join(directory, "access/huge.yaml"), Buffer.alloc(BLOB_LIMIT + 5));
  const [huge] = await readWorkingTree(directory, ["access/huge.yaml"]);
  expect(huge?.bytes.length).toBe(BLOB_LIMIT);
});
