import { expect, test, vi } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { ledgerLines, openPullRequest, openWorld, PATH, roles, START } from "./stage.js";

vi.setConfig({ testTimeout: 180_000 });

const HOUR = 3_600_000;
const EMERGENCY = REQUEST.replace("for: 2h", "for: 1h").concat("emergency: true\n");

/** The worked example, where alice may break the glass. */
async function worldWithGlass(): Promise<World> {
  const world = await openWorld();
  await world.curfew.start();
  return world;
}

async function breakGlass(world: World, branch = "now", path = PATH): Promise<number> {
  return openPullRequest(world, "alice", { branch, path, text: EMERGENCY });
}

async function issuesOf(world: World) {
  const { data } = await world.people.dana.api.rest.issues.listForRepo({ ...REPOSITORY, state: "all" });
  return data.filter((issue) => issue.pull_request === undefined);
}

async function sayAs(
  world: World,
  who: keyof World["people"],
  issue: number,
  body: string,
): Promise<readonly string[]> {
  const { api } = world.people[who];
  const { data } = await api.rest.issues.createComment({ ...REPOSITORY, issue_number: issue, body });
  await rest(world);
  const reactions = await api.rest.reactions.listForIssueComment({ ...REPOSITORY, comment_id: data.id });
  return reactions.data.map(({ content }) => content);
}

async function reviewsOf(world: World): Promise<readonly { readonly by: string; readonly note: string }[]> {
  const lines = await ledgerLines<{ kind: string; by: string; note: string }>(world);
  return lines.filter(({ kind }) => kind === "reviewed");
}

test("alice breaks the glass: merged at once, dana is told once, and an issue waits for her", async () => {
  const world = await worldWithGlass();
  const pull = await breakGlass(world);
  expect(await merged(world, pull)).toBe(true);
  expect(await roles(world)).toHaveLength(1);
  const [issue, ...others] = await issuesOf(world);
  expect(others).toEqual([]);
  expect(issue).toMatchObject({ state: "open", user: { login: "curfew[bot]" } });
  expect(issue?.title).toContain("alice");
  const told = (await comments(world, pull)).filter((body) => body.includes("@dana"));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`#${issue?.number}`);

  world.clock.moveTo(START + HOUR / 2);
  await rest(world);
  expect((await comments(world, pull)).filter((body) => body.includes("@dana"))).toEqual(told);
  expect(await issuesOf(world)).toHaveLength(1);
});

test("dana reviews it: the ledger has her answer, and the issue closes", async () => {
  const world = await worldWithGlass();
  await breakGlass(world);
  const number = (await issuesOf(world))[0]?.number ?? 0;
  expect(await sayAs(world, "dana", number, "/curfew reviewed The failover was needed.")).toEqual(["+1"]);
  expect(await reviewsOf(world)).toMatchObject([{ by: "dana", note: "The failover was needed." }]);
  expect((await issuesOf(world))[0]?.state).toBe("closed");

  // Who answers again changes nothing.
  await sayAs(world, "dana", number, "/curfew reviewed");
  expect(await reviewsOf(world)).toHaveLength(1);
});

test("alice cannot review her own, nor can erin, who could not have approved it", async () => {
  const world = await worldWithGlass();
  await breakGlass(world);
  const number = (await issuesOf(world))[0]?.number ?? 0;
  expect(await sayAs(world, "alice", number, "/curfew reviewed It was fine.")).toEqual(["-1"]);
  expect(await sayAs(world, "erin", number, "/curfew reviewed It was fine.")).toEqual(["-1"]);
  expect(await reviewsOf(world)).toEqual([]);
  expect((await issuesOf(world))[0]?.state).toBe("open");
});

test("closing the issue is no answer: it is opened again, and says so", async () => {
  const world = await worldWithGlass();
  await breakGlass(world);
  const number = (await issuesOf(world))[0]?.number ?? 0;
  await world.people.erin.api.rest.issues.update({ ...REPOSITORY, issue_number: number, state: "closed" });
  await rest(world);
  expect((await issuesOf(world))[0]?.state).toBe("open");
  expect(await comments(world, number)).toEqual([expect.stringContaining("Closing this is no answer")]);
});

test("an issue that a stranger opens with our words is none of ours", async () => {
  const world = await worldWithGlass();
  const pull = await breakGlass(world);
  const { body } = (await issuesOf(world))[0] ?? {};
  const { data } = await world.people.erin.api.rest.issues.create({ ...REPOSITORY, title: "Mine", body: body ?? "" });
  await rest(world);
  expect(await sayAs(world, "dana", data.number, "/curfew reviewed")).toEqual(["-1"]);
  expect(await reviewsOf(world)).toEqual([]);
  expect(await sayAs(world, "dana", pull, "/curfew reviewed")).toEqual(["-1"]);
});

test("nobody answers in time: a finding says so, the issue is reminded of once, and alice has no other", async () => {
  const world = await worldWithGlass();
  await breakGlass(world);
  const number = (await issuesOf(world))[0]?.number ?? 0;
  world.clock.moveTo(START + 25 * HOUR);
  await rest(world);
  world.clock.moveTo(START + 26 * HOUR);
  await rest(world);
  const reminders = (await comments(world, number)).filter((body) => body.includes("@dana"));
  expect(reminders).toHaveLength(1);
  const log = (world.log as unknown as { lines: { event: string }[] }).lines;
  expect(log.some(({ event }) => event === "emergency-overdue")).toBe(true);

  const other = await breakGlass(world, "again", PATH.replace("alice-admin", "alice-again").replace("11/22", "11/23"));
  expect(await merged(world, other)).toBe(false);
  expect(await sayAs(world, "dana", number, "/curfew reviewed")).toEqual(["+1"]);
  expect(await sayAs(world, "alice", other, "/curfew retry")).toEqual(["+1"]);
  expect(await merged(world, other)).toBe(true);
});

test("an emergency is not made longer", async () => {
  const world = await worldWithGlass();
  const pull = await breakGlass(world);
  world.clock.moveTo(START + HOUR / 2);
  expect(await sayAs(world, "alice", pull, "/curfew extend 1h")).toEqual(["-1"]);
});
