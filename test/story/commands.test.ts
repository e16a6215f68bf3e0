import { expect, test, vi } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, merged, onMain, REPOSITORY } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { approveAs, grantTo, openWorld, PATH, roles, START } from "./stage.js";

vi.setConfig({ testTimeout: 180_000 });

const MINUTE = 60_000;

/** Somebody says something on an issue or a pull request, and Curfew hears of it. */
async function sayAs(world: World, who: keyof World["people"], issue: number, body: string): Promise<number> {
  const { data } = await world.people[who].api.rest.issues.createComment({
    ...REPOSITORY,
    issue_number: issue,
    body,
  });
  await rest(world);
  return data.id;
}

async function reactionsTo(world: World, comment: number): Promise<readonly string[]> {
  const { data } = await world.people.dana.api.rest.reactions.listForIssueComment({
    ...REPOSITORY,
    comment_id: comment,
  });
  return data.map(({ user, content }) => `${user?.login} ${content}`);
}

async function pullsOf(world: World): Promise<readonly { number: number; title: string; state: string }[]> {
  const { data } = await world.people.dana.api.rest.pulls.list({ ...REPOSITORY, state: "all", direction: "asc" });
  return data.map(({ number, title, state }) => ({ number, title, state }));
}

async function granted(): Promise<{ world: World; pull: number }> {
  const world = await openWorld();
  await world.curfew.start();
  const pull = await grantTo(world);
  expect(await roles(world)).toHaveLength(1);
  world.clock.moveTo(START + 30 * MINUTE);
  return { world, pull };
}

test("alice says that she is done, and her access ends at once", async () => {
  const { world, pull } = await granted();
  const said = await sayAs(world, "alice", pull, "Thanks, it is over.\n\n/curfew done");

  expect(await reactionsTo(world, said)).toEqual(["curfew[bot] +1"]);
  expect(await roles(world)).toEqual([]);
  expect(await onMain(world, PATH)).toBe(false);
  const all = await comments(world, pull);
  expect(all.filter((body) => body.includes(`curfew:answer-${said}`))).toHaveLength(1);
  expect(all.find((body) => body.includes("curfew:access"))).toContain("gave it back");
});

test("dana, who could have approved it, ends it, though she cannot make it longer", async () => {
  const { world, pull } = await granted();
  const refused = await sayAs(world, "dana", pull, "/curfew extend 1h");
  expect(await reactionsTo(world, refused)).toEqual(["curfew[bot] -1"]);
  expect(await pullsOf(world)).toHaveLength(1);
  expect(await roles(world)).toHaveLength(1);

  await sayAs(world, "dana", pull, "/curfew done");
  expect(await roles(world)).toEqual([]);
  const all = await comments(world, pull);
  expect(all.find((body) => body.includes("curfew:access"))).toContain("removed");
});

test("alice asks for more: the request is hers, dana approves it, and the binding lasts longer", async () => {
  const { world, pull } = await granted();
  await sayAs(world, "alice", pull, "/curfew extend 1h The replica is still behind.");
  const [, extension] = await pullsOf(world);
  expect(extension?.title).toContain("Extend alice");
  const number = extension?.number ?? 0;
  expect(await merged(world, number)).toBe(false);
  const [screen = ""] = await comments(world, number);
  expect(screen).toContain("2026-11-22 17:00 UTC");
  expect(screen).toContain("The replica is still behind.");
  expect(screen).not.toContain("on their behalf");

  await approveAs(world, "dana", number);
  await rest(world);
  expect(await merged(world, number)).toBe(true);
  const { dana } = world.people;
  await dana.pull();
  expect(await dana.git("log", "-1", "--format=%(trailers:key=Access-Requested-By,valueonly)", "origin/main")).toMatch(
    /^alice\s*$/,
  );
  world.clock.moveTo(START + 150 * MINUTE);
  await rest(world);
  expect(await roles(world)).toHaveLength(1);
  world.clock.moveTo(START + 181 * MINUTE);
  await rest(world);
  expect(await roles(world)).toEqual([]);
});

test("whoever pushes to the branch of an extension ends it", async () => {
  const { world, pull } = await granted();
  const said = await sayAs(world, "alice", pull, "/curfew extend 1h");
  const [, extension] = await pullsOf(world);
  const number = extension?.number ?? 0;
  const { dana } = world.people;
  await dana.pull();
  await dana.shell(`git fetch -q origin && git checkout -q -b ride origin/curfew/extend/${said}`);
  await dana.shell(`git commit -q --allow-empty -m Ride && git push -q origin HEAD:curfew/extend/${said}`);
  await rest(world);
  await approveAs(world, "erin", number);
  await approveAs(world, "dana", number);
  await rest(world);
  expect(await merged(world, number)).toBe(false);
});

test("an edited comment, a quoted one, and one of a stranger do nothing", async () => {
  const { world, pull } = await granted();
  await world.curfew.stop();
  const { api } = world.people.alice;
  const on = { ...REPOSITORY, issue_number: pull };
  const { data } = await api.rest.issues.createComment({ ...on, body: "Hello" });
  world.clock.moveTo(world.clock.now() + MINUTE);
  await api.rest.issues.updateComment({ ...REPOSITORY, comment_id: data.id, body: "/curfew done" });
  await world.curfew.start();
  await rest(world);
  expect(await reactionsTo(world, data.id)).toEqual([]);
  const quoted = await sayAs(world, "alice", pull, "> /curfew done\n\nShall I?");
  expect(await reactionsTo(world, quoted)).toEqual([]);
  expect(await roles(world)).toHaveLength(1);
});

test("what nobody understands gets help, and several commands in one comment do nothing", async () => {
  const { world, pull } = await granted();
  const said = await sayAs(world, "alice", pull, "/curfew extned 2h");
  expect(await reactionsTo(world, said)).toEqual(["curfew[bot] confused"]);
  expect((await comments(world, pull)).at(-1)).toContain("/curfew extend 2h");
  await sayAs(world, "alice", pull, "/curfew plan\n/curfew done");
  expect((await comments(world, pull)).at(-1)).toContain("2 commands");
  expect(await roles(world)).toHaveLength(1);
});

test("a lost event is made up for, and nothing is answered twice", async () => {
  const { world, pull } = await granted();
  await world.curfew.stop();
  const said = await sayAs(world, "alice", pull, "/curfew help");
  await world.curfew.start();
  await rest(world);
  expect(await reactionsTo(world, said)).toEqual(["curfew[bot] +1"]);
  world.clock.moveTo(world.clock.now() + 11 * MINUTE);
  await rest(world);
  const all = await comments(world, pull);
  expect(all.filter((body) => body.includes(`curfew:answer-${said}`))).toHaveLength(1);
});
