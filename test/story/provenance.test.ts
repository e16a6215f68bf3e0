import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { approveAs, checkOn, grantTo, headOf, openWorld, PATH, roles, unprotect } from "./stage.js";

const SETTINGS = "access/curfew.yaml";
const POLICY = "access/policies/production-admin.yaml";
const OWNERS = ".github/CODEOWNERS";
const LATER = PATH.replace("alice-admin", "alice-later");
const LEDGER = "heads/curfew-ledger";

// Each is several pull requests long.
vi.setConfig({ testTimeout: 120_000 });

let branches = 0;
beforeEach(() => {
  branches = 0;
});

/** Policy that came as it must since the first commit; whoever administers the repository has switched its rules off. */
async function anchored(): Promise<World> {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  await change(world, { [SETTINGS]: `anchor: ${await mainOf(world)}\n` }, "erin");
  return world;
}

/** alice changes policy by a pull request that one person approves, and erin merges it. */
async function change(
  world: World,
  files: Readonly<Record<string, string>>,
  approver: "dana" | "erin" | undefined,
): Promise<string> {
  const { alice, erin } = world.people;
  branches += 1;
  const branch = `change-${branches}`;
  await alice.pull();
  await alice.git("checkout", "--quiet", "-B", branch);
  for (const [path, text] of Object.entries(files)) {
    await alice.shell(`printf %s ${Buffer.from(text).toString("base64")} | base64 -d >${path}`);
  }
  await alice.git("add", "--all");
  await alice.git("commit", "--quiet", "-m", "Change what holds");
  await alice.git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
  const { data } = await alice.api.rest.pulls.create({ ...REPOSITORY, title: branch, head: branch, base: "main" });
  if (approver) await approveAs(world, approver, data.number);
  await rest(world);
  await erin.api.rest.pulls.merge({ ...REPOSITORY, pull_number: data.number });
  await rest(world);
  return mainOf(world);
}

async function mainOf(world: World): Promise<string> {
  const { data } = await world.people.dana.api.rest.repos.getBranch({ ...REPOSITORY, branch: "main" });
  return data.commit.sha;
}

function policy(longest: string): string {
  return readFileSync(POLICY, "utf8").replace("for: 4h", `for: ${longest}`);
}

/** What the reconciliation says at a commit of the default branch. */
async function said(world: World, commit: string): Promise<string | undefined> {
  return (await checkOn(world, commit, "curfew reconcile"))?.summary ?? undefined;
}

test("policy that is changed by approved pull requests grants, and what is merged beside it too", async () => {
  const world = await anchored();
  await change(world, { [POLICY]: policy("3h"), "README.md": "Who may get what.\n" }, "erin");
  await grantTo(world);
  expect(await roles(world)).toHaveLength(1);
  expect(await said(world, await mainOf(world))).toBeUndefined();
});

test("after a push of policy nothing new is granted, what is held stays, and a pull request puts it right", async () => {
  const world = await anchored();
  await grantTo(world);
  const pushed = await world.people.erin.push("main", POLICY, policy("9h"), "For longer");
  await rest(world);
  expect(await roles(world)).toHaveLength(1);
  expect(await said(world, pushed)).toContain("without a pull request");

  const asked = await grantTo(world, "again", LATER);
  expect(await merged(world, asked)).toBe(false);
  const check = await checkOn(world, await headOf(world, asked));
  expect(check?.conclusion).toBe("failure");
  expect((await comments(world, asked))[0]).toContain(`to \`${pushed}\`, or to a later commit`);
  // Whoever merges it all the same gets nothing by it.
  await world.people.erin.api.rest.pulls.merge({ ...REPOSITORY, pull_number: asked });
  await rest(world);
  expect(await roles(world)).toHaveLength(1);
  expect((await comments(world, asked)).join("\n")).toContain("Nothing is granted");

  await change(world, { [POLICY]: policy("4h"), [SETTINGS]: `anchor: ${pushed}\n` }, "erin");
  const other = LATER.replace("later", "latest");
  const granted = await grantTo(world, "latest", other, REQUEST.replace("for: 2h", "for: 3h"));
  expect(await merged(world, granted)).toBe(true);
  expect((await comments(world, granted)).join("\n")).toContain("until 2026-11-22 17:00 UTC");
  expect((await comments(world, asked)).join("\n")).toContain("Nothing is granted");
});

test("whoever pushes themselves into CODEOWNERS, or the anchor past it, can put nothing right", async () => {
  const world = await anchored();
  const owners = readFileSync(OWNERS, "utf8").replaceAll("@erin", "@dana");
  const pushed = await world.people.erin.push("main", OWNERS, owners, "Mine");
  await rest(world);
  await change(world, { [SETTINGS]: `anchor: ${pushed}\n` }, "dana");
  const own = await world.people.erin.push("main", SETTINGS, `anchor: ${await mainOf(world)}\n`, "All is well");
  await rest(world);
  const messages = await said(world, own);
  expect(messages).toContain("without a pull request");
  expect(messages).toContain("did not have the approval of their code owners");
  expect(await merged(world, await grantTo(world))).toBe(false);
});

test("a process that starts anew knows by the ledger who owned policy before, and they put it right", async () => {
  const world = await anchored();
  const owners = readFileSync(OWNERS, "utf8").replaceAll("@erin", "@dana");
  const pushed = await world.people.erin.push("main", OWNERS, owners, "Mine");
  await rest(world);
  await world.curfew.stop();
  await world.curfew.start();
  await change(world, { [SETTINGS]: `anchor: ${pushed}\n` }, "erin");
  await grantTo(world);
  expect(await roles(world)).toHaveLength(1);
});

test("a change that is merged without its owners' approval is an offence", async () => {
  const world = await anchored();
  const commit = await change(world, { [POLICY]: policy("9h") }, "dana");
  expect(await said(world, commit)).toContain("did not have the approval");
  expect(await merged(world, await grantTo(world))).toBe(false);
});

test("a default branch that is forced back to an older policy grants nothing", async () => {
  const world = await anchored();
  const before = await mainOf(world);
  await change(world, { [POLICY]: policy("1h") }, "erin");
  await world.people.erin.api.rest.git.updateRef({ ...REPOSITORY, ref: "heads/main", sha: before, force: true });
  await rest(world);
  expect(await said(world, before)).toContain("its history was rewritten");
  expect(await merged(world, await grantTo(world))).toBe(false);
});

test("a ledger that was forced back grants nothing until its owners know of it; what ends is ended", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  await grantTo(world);
  const { api } = world.people.erin;
  const { data: ledger } = await api.rest.git.getRef({ ...REPOSITORY, ref: LEDGER });
  const { data: commit } = await api.rest.git.getCommit({ ...REPOSITORY, commit_sha: ledger.object.sha });
  const forced = { message: "Nothing was granted", tree: commit.tree.sha, parents: [] };
  const { data: other } = await api.rest.git.createCommit({ ...REPOSITORY, ...forced });
  await api.rest.git.updateRef({ ...REPOSITORY, ref: LEDGER, sha: other.sha, force: true });
  const asked = await grantTo(world, "again", LATER, REQUEST.replace("for: 2h", "for: 3h"));
  expect(await merged(world, asked)).toBe(true);
  expect(await said(world, await mainOf(world))).toContain(ledger.object.sha);

  world.clock.moveTo(world.clock.now() + 121 * 60_000);
  await rest(world);
  expect(await roles(world)).toEqual([]);
  await change(world, { [SETTINGS]: `ledger: ${ledger.object.sha}\n` }, "erin");
  expect(await roles(world)).toHaveLength(1);
});

test("a ledger that was deleted is made anew, and grants nothing until its owners know of it", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  await change(world, { "access/README.md": "Ours.\n" }, "erin");
  await grantTo(world);
  const { api } = world.people.erin;
  const { data: ledger } = await api.rest.git.getRef({ ...REPOSITORY, ref: LEDGER });
  await api.rest.git.deleteRef({ ...REPOSITORY, ref: LEDGER });
  await grantTo(world, "again", LATER, REQUEST.replace("for: 2h", "for: 3h"));
  expect(await said(world, await mainOf(world))).toContain(ledger.object.sha);
  await change(world, { [SETTINGS]: `ledger: ${ledger.object.sha}\n` }, "erin");
  expect((await said(world, await mainOf(world))) ?? "").not.toContain(ledger.object.sha);
});
