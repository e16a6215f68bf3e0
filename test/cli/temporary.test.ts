import { statSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../src/cli/temporary.js";

test("a temporary folder has a name that nobody can guess, and is its owner's alone", () => {
  const folders = [temporaryFolder(), temporaryFolder()];
  expect(new Set(folders).size).toBe(2);
  for (const folder of folders) {
    expect(basename(folder)).toMatch(/^curfew-\w{6}$/);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
});
