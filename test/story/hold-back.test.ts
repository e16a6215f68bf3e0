import { expect, test, vi } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, REPOSITORY } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { checkOn, ledgerOf, openPullRequest, openWorld, PATH, roles } from "./stage.js";
import { addRoles, FIVE_ROLES, issuesOf, planIn, say } from "./stories.js";

vi.setConfig({ testTimeout: 180_000 });

const HOUR = 3_600_000;

/** Five bindings whose request somebody has taken away by a push, so that nothing explains their end. */
async function heldBack(): Promise<World> {
  const world = await openWorld();
  await addRoles(world);
  await world.curfew.start();
  await openPullRequest(world, "alice", { branch: "five", path: PATH, text: FIVE_ROLES });
  expect(await roles(world)).toHaveLength(5);
  await world.people.erin.push("main", PATH, undefined, "Clear away");
  await rest(world);
  return world;
}

async function reactionTo(world: World, comment: number): Promise<readonly string[]> {
  const { api } = world.people.dana;
  const { data } = await api.rest.reactions.listForIssueComment({ ...REPOSITORY, comment_id: comment });
  return data.map(({ content }) => content);
}

test("what ends unexplained all at once is held back, until a code owner allows it by its name", async () => {
  const world = await heldBack();
  expect(await roles(world)).toHaveLength(5);
  const [issue, ...others] = await issuesOf(world);
  expect(others).toEqual([]);
  expect(issue).toMatchObject({ state: "open", title: "5 revocations in aws-prod are held back" });
  const plan = planIn(issue?.body ?? "");
  expect(plan).not.toBe("");
  const { data: main } = await world.people.dana.api.rest.repos.getBranch({ ...REPOSITORY, branch: "main" });
  expect(await checkOn(world, main.commit.sha, "curfew reconcile")).toMatchObject({ conclusion: "failure" });

  const number = issue?.number ?? 0;
  for (const who of ["erin", "alice"] as const) {
    const said = await say(world, who, number, `/curfew allow-revoke ${plan}`);
    await rest(world);
    expect(await reactionTo(world, said)).toEqual(["-1"]);
  }
  expect((await comments(world, number)).filter((body) => body.includes("a code owner of all of these"))).toHaveLength(
    2,
  );
  const other = await say(world, "dana", number, "/curfew allow-revoke 0f1e2d3c4b5a6978");
  await rest(world);
  expect(await reactionTo(world, other)).toEqual(["-1"]);
  expect(await roles(world)).toHaveLength(5);

  const allowed = await say(world, "dana", number, `/curfew allow-revoke ${plan}`);
  await rest(world);
  expect(await reactionTo(world, allowed)).toEqual(["+1"]);
  expect(await roles(world)).toEqual([]);
  expect((await issuesOf(world))[0]?.state).toBe("closed");
  expect((await comments(world, number)).at(-1)).toContain("5 of the changes that were held back were done");
  const done = (await ledgerOf(world)).filter((action) => action === "revoke");
  expect(done).toHaveLength(5);
});

test("what nobody allows ends at its own time all the same, and the issue closes", async () => {
  const world = await heldBack();
  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await rest(world);
  expect(await roles(world)).toEqual([]);
  expect((await issuesOf(world))[0]?.state).toBe("closed");
});
