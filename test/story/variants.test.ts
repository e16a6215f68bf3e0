import { expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, onMain, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { Call } from "../../src/sandbox/faults.js";
import { approveAs, checkOn, grantTo, headOf, openPullRequest, openWorld, PATH, unprotect } from "./stage.js";

const MINUTE = 60_000;

test("an approval does not count for what alice force-pushes after it", async () => {
  const world = await openWorld();
  // Without GitHub's own dismissal of stale reviews, it is Curfew alone that does not count it.
  await unprotect(world);
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await world.curfew.stop();
  await approveAs(world, "dana", pull);
  await world.people.alice.push("ask", PATH, REQUEST.replace("for: 2h", "for: 4h"), "Ask for more", true);
  await world.curfew.start();
  await rest(world);

  expect(await merged(world, pull)).toBe(false);
  const check = await checkOn(world, await headOf(world, pull));
  expect(check?.conclusion).toBe("action_required");
  expect((await comments(world, pull))[0]).toContain("dana");

  await approveAs(world, "dana", pull);
  await rest(world);
  expect(await merged(world, pull)).toBe(true);
  expect(await world.cloud.root.roles("/curfew/")).toHaveLength(1);
});

test("a request that is pushed to main grants nothing, and a finding says why", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  const commit = await world.people.alice.push("main", PATH, REQUEST, "Grant alice aws-prod/admin for 2h (#1)");
  await rest(world);

  expect(await onMain(world, PATH)).toBe(true);
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
  const check = await checkOn(world, commit, "curfew reconcile");
  expect(check?.conclusion).toBe("failure");
  expect(check?.annotations).toEqual([
    expect.objectContaining({ path: PATH, message: expect.stringContaining("without a pull request") }),
  ]);
});

test("an approval that is given after the merge grants nothing", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await world.people.alice.api.rest.pulls.merge({ ...REPOSITORY, pull_number: pull });
  await rest(world);
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);

  await approveAs(world, "dana", pull);
  await rest(world);
  world.clock.moveTo(world.clock.now() + 20 * MINUTE);
  await rest(world);
  expect(await onMain(world, PATH)).toBe(true);
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
  expect((await comments(world, pull))[1]).toContain("Nothing is granted");
});

test("a first judgement is not asked for again, even where the approval came while Curfew was stopped", async () => {
  const world = await openWorld();
  await unprotect(world);
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await world.people.alice.api.rest.pulls.merge({ ...REPOSITORY, pull_number: pull });
  world.clock.moveTo(world.clock.now() + MINUTE);
  await approveAs(world, "dana", pull);
  await world.curfew.start();
  await rest(world);
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
});

test("alice gives it back before its end, and nobody need approve", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await approveAs(world, "dana", pull);
  await rest(world);
  expect(await world.cloud.root.roles("/curfew/")).toHaveLength(1);

  const back = await openPullRequest(world, "alice", { branch: "back", path: PATH, text: undefined });
  await rest(world);
  expect(await merged(world, back)).toBe(true);
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
  expect((await comments(world, pull))[1]).toMatch(/ended/);
});

test("the App's timer takes away what has ended, and its request leaves main", async () => {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await approveAs(world, "dana", pull);
  await rest(world);
  world.clock.moveTo(world.clock.now() + 120 * MINUTE - 1000);
  await rest(world);
  expect(await world.cloud.root.roles("/curfew/")).toHaveLength(1);

  world.clock.moveTo(world.clock.now() + 1000);
  await rest(world);
  expect(await world.cloud.root.roles("/curfew/")).toEqual([]);
  expect(await onMain(world, PATH)).toBe(false);
  expect((await comments(world, pull))[1]).toMatch(/ended/);
});

test("a branch of ours that could not be deleted after its merge is gone after the next look", async () => {
  const world = await openWorld();
  await world.curfew.start();
  await grantTo(world);
  const name = "curfew/end/aws-prod-2026-11-22-alice-admin";
  const deletes = (call: Call): boolean =>
    call.name === `DELETE /repos/acme/access/git/refs/${encodeURIComponent(`heads/${name}`)}`;
  let struck = 0;
  const mend = world.faults.inject({
    mode: "error",
    match: deletes,
    from: 1,
    onStrike: () => {
      struck += 1;
    },
  });
  world.clock.moveTo(world.clock.now() + 120 * MINUTE);
  await rest(world);
  const branches = async () =>
    (await world.people.dana.api.rest.repos.listBranches(REPOSITORY)).data.map((one) => one.name);
  expect(struck).toBeGreaterThan(0);
  expect(await onMain(world, PATH)).toBe(false);
  expect(await branches()).toContain(name);

  mend();
  world.clock.moveTo(world.clock.now() + 11 * MINUTE);
  await rest(world);
  expect(await branches()).not.toContain(name);
});
