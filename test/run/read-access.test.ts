import { expect, onTestFinished, test } from "vitest";
import { FILES } from "../core/read/sources.js";
import { ASK, minutesLater, REQUEST, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const MEBIBYTE = 1024 * 1024;
const OWNERS = ".github/CODEOWNERS";

function worldOf(files: Readonly<Record<string, string>> = FILES): RepositoryWorld {
  const world = repositoryWorld(files);
  onTestFinished(() => world.repository.remove());
  return world;
}

/** Nine of a mebibyte each, no two the same. */
function nineOf(path: (index: number) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [path(index), String.fromCharCode(65 + index).repeat(MEBIBYTE)]),
  );
}

test("of CODEOWNERS all is read that GitHub loads, and nothing of what it does not", async () => {
  const comments = `#${"x".repeat(1022)}\n`.repeat(2 * 1024);
  const world = worldOf({ ...FILES, [OWNERS]: `* @erin\n${comments}/access/requests/ @dana\n` });
  const { owners, findings } = await world.context().accessAt(world.base);
  expect([owners.map(({ pattern }) => pattern), findings]).toEqual([["*", "/access/requests/"], []]);

  const larger = await world.context().accessAt(world.push({ [OWNERS]: `* @erin\n${comments}${comments}` }));
  expect([larger.owners, larger.findings.map(({ code }) => code)]).toEqual([[], ["code-owners-too-large"]]);
});

test("what nobody reads may lie beside policies, however much it is", async () => {
  const world = worldOf({ ...FILES, ...nineOf((index) => `access/policies/p${index}.png`) });
  const { policies, findings } = await world.context().accessAt(world.base);
  expect(policies).not.toEqual([]);
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(["file-name"]));
});

test("where more is committed than is read, what was given ends when it was to end, and nothing new is given", async () => {
  const world = worldOf();
  world.grant();
  await world.reconcile(START);
  world.push(nineOf((index) => `access/policies/p${index}.yaml`));
  world.grant({ [ASK.replace("alice-admin", "alice-again")]: REQUEST.replace("2h", "3h") });
  const { findings } = await world.reconcile(minutesLater(60));
  expect(new Set(findings.map(({ code }) => code))).toEqual(
    new Set(["folder-too-large", "access-frozen", "merge-undecided"]),
  );
  expect(world.held()).toEqual(["Alice aws-prod/admin"]);
  const { receipts } = await world.reconcile(minutesLater(120));
  expect([receipts.map(({ cause }) => cause), world.held()]).toEqual([["expired"], []]);
});
