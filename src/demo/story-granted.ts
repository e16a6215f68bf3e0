import type { Session } from "./cloud.js";
import { WORKS } from "./cloud.js";
import { showPlan } from "./operator.js";
import { settle } from "./settle.js";
import type { Narrator } from "./step.js";
import type { Asked, Granted } from "./story.js";
import { attempt, comments, merged, onMain } from "./story-asked.js";
import type { World } from "./world.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The reconciler makes the role; alice works with it. */
export async function use(world: World, story: Narrator, asked: Asked): Promise<Granted> {
  const { root } = world.cloud;

  story.chapter("alice works");
  await story.step("curfew", "creates the IAM role", `1 role: ${asked.role}`, async () => {
    await settle(
      world,
      async () => (await root.roles("/curfew/")).length > 0 && (await comments(world, asked.pull)).length > 1,
    );
    const roles = await root.roles("/curfew/");
    return `${roles.length} role${roles.length === 1 ? "" : "s"}: ${roles.join(", ")}`;
  });
  const [, live = ""] = await comments(world, asked.pull);
  story.screen("what alice is told", live, "markdown");
  const until = Date.parse((await root.tags(asked.role))["until"] ?? "");
  await story.step("alice", "assumes the role and works in production", WORKS, () => attempt(world, asked.role));

  world.clock.moveTo(until - 30 * MINUTE);
  let session: Session = { use: async () => "no session" };
  await story.step("alice", "takes another session, half an hour before the curfew", WORKS, async () => {
    const taken = await world.cloud.alice.assume(asked.role);
    if (typeof taken === "string") return taken;
    session = taken;
    return session.use();
  });
  return { ...asked, until, session };
}

/** The clock passes the curfew while nothing of ours runs: AWS itself refuses. */
export async function reachCurfew(world: World, story: Narrator, { until, session, role }: Granted): Promise<void> {
  story.chapter("the curfew");
  await story.step("operator", "stops Curfew: from here on nothing of it runs", "stopped", async () => {
    await world.curfew.stop();
    return world.curfew.running ? "running" : "stopped";
  });
  world.clock.moveTo(until - SECOND);
  await story.step("alice", "works on, one second before the curfew", WORKS, () => session.use());
  world.clock.moveTo(until);
  await story.step("alice", "is refused in her live session at the curfew", "AccessDenied", () => session.use());
  await story.step("alice", "cannot take a new session either", "AccessDenied", () => attempt(world, role));
  await story.step("aws", "has the role still, for nobody has removed it yet", "1 role", async () => {
    return `${(await world.cloud.root.roles("/curfew/")).length} role`;
  });
}

/** Curfew comes back: the role goes, and the request leaves `main` by a pull request that merges itself. */
export async function goHome(world: World, story: Narrator, { path, session, pull }: Granted): Promise<void> {
  const { root } = world.cloud;

  story.chapter("everybody goes home");
  story.screen("curfew plan", await showPlan(world));
  await story.step("operator", "starts Curfew again; it removes the role", "0 roles", async () => {
    await world.curfew.start();
    await settle(world, async () => (await root.roles("/curfew/")).length === 0);
    return `${(await root.roles("/curfew/")).length} roles`;
  });
  await story.step("alice", "has nothing left to use her session with", "InvalidClientTokenId", () => session.use());
  const revert = pull + 1;
  await story.step(
    "curfew",
    "opens the auto-revert pull request, which merges itself",
    "pull request #2 is merged, the request is gone from main",
    async () => {
      await settle(world, () => merged(world, revert));
      const there = await onMain(world, path);
      return `pull request #${revert} is ${(await merged(world, revert)) ? "" : "not "}merged, the request is ${there ? "still on" : "gone from"} main`;
    },
  );
  await settle(world, async () => /ended/i.test((await comments(world, pull))[1] ?? ""));
}
