import { settle } from "../../src/demo/settle.js";
import { type Narrator, narrator } from "../../src/demo/step.js";
import { comments, merged, onMain, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import type { Story } from "./faults.js";
import { approveAs, openPullRequest, PATH, roles, unprotect } from "./stage.js";

const HOUR = 3_600_000;

type Actor = keyof World["people"];

/** alice asks for more, and gives back what she has: first what she was given first, then the rest. */
export const tellCommands: Story = async (world, teller) => {
  const story = narrator(teller, world.clock.now);
  await world.curfew.start();
  const first = await grant(world, story);
  await step(world, story, "alice asks for an hour more", {
    act: () => say(world, "alice", first, "/curfew extend 1h The replica is still behind."),
    until: async () => (await pullsOf(world)).length === 2 && (await comments(world, 2)).length > 0,
  });
  await step(world, story, "dana approves it", {
    act: () => approveAs(world, "dana", 2),
    until: async () => (await merged(world, 2)) && (await comments(world, 2)).some((body) => body.includes("🔓")),
  });
  await step(world, story, "dana, who approves it, cannot ask for it", {
    act: () => say(world, "dana", first, "/curfew extend 1h"),
    until: async () => (await comments(world, first)).some((body) => body.includes("who holds it")),
  });
  await step(world, story, "alice gives the first one back, and has the second", {
    act: () => say(world, "alice", first, "/curfew done"),
    until: async () => !(await onMain(world, PATH)) && (await roles(world)).length === 1,
  });
  await step(world, story, "alice gives the second one back", {
    act: () => say(world, "alice", 2, "/curfew done"),
    until: async () => (await roles(world)).length === 0 && (await ended(world, 2)),
  });
};

/** alice breaks the glass; dana answers for it; it ends by itself. */
export const tellEmergency: Story = async (world, teller) => {
  const story = narrator(teller, world.clock.now);
  const text = REQUEST.replace("for: 2h", "for: 1h").concat("emergency: true\n");
  await world.curfew.start();
  await step(world, story, "alice breaks the glass, and an issue waits for dana", {
    act: () => openPullRequest(world, "alice", { branch: "now", path: PATH, text }),
    until: async () =>
      (await roles(world)).length === 1 &&
      (await comments(world, 1)).some((body) => body.includes("@dana")) &&
      (await issuesOf(world)).length === 1,
  });
  const [issue] = await issuesOf(world);
  const number = issue?.number ?? 0;
  await step(world, story, "alice cannot answer for it", {
    act: () => say(world, "alice", number, "/curfew reviewed It was fine."),
    until: async () => (await comments(world, number)).some((body) => body.includes("of their own")),
  });
  await step(world, story, "dana answers for it", {
    act: () => say(world, "dana", number, "/curfew reviewed The failover was needed."),
    until: async () => (await issuesOf(world))[0]?.state === "closed" && (await comments(world, number)).length === 4,
  });
  await step(world, story, "it ends by itself", {
    act: async () => world.clock.moveTo(world.clock.now() + HOUR),
    until: async () => (await roles(world)).length === 0 && (await ended(world, 1)) && !(await onMain(world, PATH)),
  });
};

/** erin takes away what five bindings stand on, by a push; dana, who owns the requests, allows it. */
export const tellHoldBack: Story = async (world, teller) => {
  const story = narrator(teller, world.clock.now);
  await addRoles(world);
  await world.curfew.start();
  await step(world, story, "alice has five roles", {
    act: () => openPullRequest(world, "alice", { branch: "five", path: PATH, text: FIVE_ROLES }),
    until: async () =>
      (await roles(world)).length === 5 && (await comments(world, 1)).some((one) => one.includes("🔓")),
  });
  await step(world, story, "a push takes the request away, and nothing is revoked", {
    act: () => world.people.erin.push("main", PATH, undefined, "Clear away"),
    until: async () => (await roles(world)).length === 5 && (await issuesOf(world)).length === 1,
  });
  const [issue] = await issuesOf(world);
  const number = issue?.number ?? 0;
  const plan = planIn(issue?.body ?? "");
  await step(world, story, "erin, who owns none of it, cannot allow it", {
    act: () => say(world, "erin", number, `/curfew allow-revoke ${plan}`),
    until: async () => (await comments(world, number)).some((body) => body.includes("a code owner of all of these")),
  });
  await step(world, story, "dana allows it", {
    act: () => say(world, "dana", number, `/curfew allow-revoke ${plan}`),
    until: async () =>
      (await roles(world)).length === 0 &&
      (await issuesOf(world))[0]?.state === "closed" &&
      (await comments(world, number)).length === 4,
  });
};

const NAMES = ["one", "two", "three", "four", "five"];

export const FIVE_ROLES = REQUEST.replace("aws-prod/admin", `[${NAMES.map((name) => `aws-prod/${name}`).join(", ")}]`);

/** Five roles that need nobody's approval, written by somebody who may push: who asks is in a team that may. */
export async function addRoles(world: World): Promise<void> {
  const { erin } = world.people;
  await unprotect(world);
  await erin.pull();
  const lines = NAMES.map(
    (name) => `  ${name}: { about: Look., statements: [{ actions: [rds:DescribeDBClusters], resources: ["*"] }] }`,
  );
  const system = await erin.shell("cat access/systems/aws-prod.yaml");
  await erin.push("main", "access/systems/aws-prod.yaml", `${system}\n${lines.join("\n")}\n`, "Add roles");
  const what = NAMES.map((name) => `aws-prod/${name}`).join(", ");
  const policy = `what: [${what}]\nwho: [team:sre]\nfor: 8h\napprove: []\n`;
  await erin.push("main", "access/policies/production-looks.yaml", policy, "Let them look");
}

/** The name of what is held back, as its issue says it. */
export function planIn(body: string): string {
  return /\/curfew allow-revoke ([0-9a-f]{16})/.exec(body)?.[1] ?? "";
}

export async function issuesOf(world: World) {
  const { data } = await world.people.dana.api.rest.issues.listForRepo({ ...REPOSITORY, state: "all" });
  return data.filter((issue) => issue.pull_request === undefined);
}

export async function say(world: World, who: Actor, issue: number, body: string): Promise<number> {
  const { data } = await world.people[who].api.rest.issues.createComment({ ...REPOSITORY, issue_number: issue, body });
  return data.id;
}

/** alice asks, dana approves; the number of the pull request. */
async function grant(world: World, story: Narrator): Promise<number> {
  let pull = 0;
  await step(world, story, "alice asks", {
    act: async () => {
      pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
    },
    until: async () => (await comments(world, pull)).length > 0,
  });
  await step(world, story, "dana approves", {
    act: () => approveAs(world, "dana", pull),
    until: async () =>
      (await roles(world)).length === 1 && (await comments(world, pull)).some((body) => body.includes("🔓")),
  });
  return pull;
}

async function step(
  world: World,
  story: Narrator,
  what: string,
  { act, until }: { readonly act: () => Promise<unknown>; readonly until: () => Promise<boolean> },
): Promise<void> {
  await story.step("somebody", what, "so it is", async () => {
    await act();
    return (await settle(world, until)) ? "so it is" : "it is not so";
  });
}

async function ended(world: World, pull: number): Promise<boolean> {
  return (await comments(world, pull)).some((body) => body.includes("🔒"));
}

async function pullsOf(world: World): Promise<readonly unknown[]> {
  const { data } = await world.people.dana.api.rest.pulls.list({ ...REPOSITORY, state: "all" });
  return data;
}
