import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, onMain, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { isCurfews } from "./faults.js";
import { checkOn, grantTo, ledgerOf, openPullRequest, openWorld, PATH, roles, unprotect } from "./stage.js";

const HOUR = 3_600_000;
const OTHER = "access/requests/aws-prod/2026/11/22/alice-rds.yaml";
const RDS = REQUEST.replace("aws-prod/admin", "aws-prod/rds-operator").replace("for: 2h", "for: 8h");

/** Every call of Curfew's whose name fits fails until the returned function is called. */
function failing(world: World, name: RegExp): () => void {
  return world.faults.inject({ match: (call) => isCurfews(call) && name.test(call.name), every: 1, mode: "error" });
}

/** Databases need nobody's approval here: whoever asks is in a team that may. */
async function freeDatabases(world: World): Promise<void> {
  await unprotect(world);
  const text =
    "what: [aws-prod/rds-operator]\nwho: [team:sre]\nfor: 8h\napprove: []\n# Nobody need approve in this world.\n";
  await world.people.erin.push("main", "access/policies/production-databases.yaml", text, "Free the databases");
}

test("a merge that cannot be judged stops no other access from ending, and is granted once it can", async () => {
  const world = await openWorld({ retries: 0 });
  await freeDatabases(world);
  await world.curfew.start();
  await grantTo(world);
  const heal = failing(world, /^GET .*\/pulls\/2\/reviews/);
  const other = await openPullRequest(world, "alice", { branch: "other", path: OTHER, text: RDS });
  expect(other).toBe(2);
  await world.people.alice.api.rest.pulls.merge({ ...REPOSITORY, pull_number: other });
  await rest(world);
  expect(await roles(world)).toEqual([expect.stringMatching(/^alice-admin-/)]);
  const { data: main } = await world.people.dana.api.rest.repos.getBranch({ ...REPOSITORY, branch: "main" });
  expect((await checkOn(world, main.commit.sha, "curfew reconcile"))?.annotations).toEqual([
    expect.objectContaining({ path: OTHER, message: expect.stringContaining("could not be judged") }),
  ]);

  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await rest(world);
  expect(await roles(world)).toEqual([]);

  heal();
  world.clock.moveTo(world.clock.now() + HOUR);
  await rest(world);
  expect(await roles(world)).toEqual([expect.stringMatching(/^alice-rds-operator-/)]);
});

test("while the ledger refuses to be written, access ends on time, and the record catches up", async () => {
  const world = await openWorld({ retries: 0 });
  await world.curfew.start();
  const pull = await grantTo(world);
  const heal = failing(world, /^POST .*\/git\/(trees|commits|refs)/);
  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await rest(world);
  expect(await roles(world)).toEqual([]);
  expect((await comments(world, pull))[1]).toContain("ended");

  heal();
  world.clock.moveTo(world.clock.now() + HOUR);
  await rest(world);
  expect(await onMain(world, PATH)).toBe(false);
  expect(await ledgerOf(world)).toEqual(["grant", "revoke"]);
});

test("while GitHub does not answer at all, what has reached its end is taken away", async () => {
  const world = await openWorld({ retries: 0 });
  await world.curfew.start();
  const pull = await grantTo(world);
  const heal = failing(world, /^(?!iam:|sts:)/);
  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await rest(world);
  expect(await roles(world)).toEqual([]);
  expect(await onMain(world, PATH)).toBe(true);

  heal();
  world.clock.moveTo(world.clock.now() + HOUR);
  await rest(world);
  expect(await onMain(world, PATH)).toBe(false);
  expect((await comments(world, pull))[1]).toContain("ended");
  expect(await ledgerOf(world)).toEqual(["grant", "revoke"]);
});

test("a system that cannot be reached stops no other", async () => {
  const world = await openWorld({ retries: 0 });
  await world.curfew.start();
  await grantTo(world);
  await unprotect(world);
  const dev =
    "kind: aws-iam\nabout: Of another account.\naccount: '210987654321'\n" +
    "identity: arn:aws:iam::210987654321:user/{login}\nroles: { admin: { about: All., policies: [arn:aws:iam::aws:policy/AdministratorAccess] } }\n";
  const commit = await world.people.erin.push("main", "access/systems/aws-dev.yaml", dev, "Add a system");
  await rest(world);
  expect((await checkOn(world, commit, "curfew reconcile"))?.conclusion).toBe("failure");
  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await rest(world);
  expect(await roles(world)).toEqual([]);
});
