import { afterAll, beforeAll, expect, test } from "vitest";
import { REQUEST } from "../../src/demo/story-asked.js";
import { type LocalClone, localClone } from "./clone.js";
import { curfew } from "./curfew.js";

const PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";

let clone: LocalClone;

beforeAll(async () => {
  clone = await localClone();
});
afterAll(() => clone.remove());

test("how policy came is not known in a clone, and that is said", async () => {
  const anchor = clone.git("rev-parse", "main").trim();
  await clone.commit("main", "erin@example.com", { "access/curfew.yaml": `anchor: ${anchor}\n` });
  await clone.commit("ask", "alice@example.com", { [PATH]: REQUEST });
  const { exit, stdout } = await curfew(["check", "main..ask"], { cwd: clone.directory });
  expect(exit).toBe(0);
  expect(stdout).toContain("Not known here: whether policy came by approved pull requests");
});
