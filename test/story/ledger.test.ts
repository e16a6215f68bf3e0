import { expect, test } from "vitest";
import { curfewProcess } from "../../src/demo/curfew-process.js";
import { rest } from "../../src/demo/settle.js";
import { comments, onMain, REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import {
  approveAs,
  grantTo,
  ledgerOf,
  openPullRequest,
  openWorld,
  PATH,
  type RecordingLog,
  roles,
  unprotect,
} from "./stage.js";

const HOUR = 3_600_000;

/** Somebody pushes to the ledger, as nobody could while it is protected. */
async function pushToLedger(world: World, line: string): Promise<void> {
  const { erin } = world.people;
  await erin.pull();
  await erin.shell(
    `git checkout --quiet -B ledger origin/curfew-ledger && ${line} && git add . && git commit --quiet -m Forge && git push --quiet origin HEAD:curfew-ledger`,
  );
}

const codes = (world: World) => (world.log as RecordingLog).lines.map(({ event }) => event);

test("a line of the ledger that cannot be read stops no access from ending, and lets nothing begin", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  await grantTo(world);
  await pushToLedger(world, "mkdir -p 2026/11/22 && echo '{nonsense' > 2026/11/22/150000Z-00000000.jsonl");
  const more = await grantTo(world, "more", PATH.replace("admin", "more"), REQUEST.replace("for: 2h", "for: 4h"));
  // Nobody knows what was held before: it is not merged at all.
  expect((await comments(world, more))[0]).toContain("2026/11/22/150000Z-00000000.jsonl");
  const [role = ""] = await world.cloud.root.roles("/curfew/");
  const { until = "" } = await world.cloud.root.tags(role);
  expect(Date.parse(until)).toBe(world.clock.now() + 2 * HOUR);
  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await rest(world);
  expect(await roles(world)).toEqual([]);
  expect(codes(world)).toContain("ledger-unreadable");
});

test("a judgement that somebody wrote into the ledger gives nothing that the merge does not", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  await grantTo(world);
  await world.curfew.stop();
  // The first line of the ledger now: the same merge, for ten years.
  await pushToLedger(
    world,
    'mkdir -p 2000/01/01 && cat 2026/11/22/*.jsonl | grep judged | sed -E \'s/("window":\\{[^}]*"until":")2026/\\12036/\' > 2026/11/22/000000Z-00000000.jsonl && grep -q 2036 2026/11/22/000000Z-00000000.jsonl',
  );
  await world.curfew.start();
  await rest(world);
  const [role = ""] = await world.cloud.root.roles("/curfew/");
  const { until = "" } = await world.cloud.root.tags(role);
  expect(Date.parse(until)).toBe(world.clock.now() + 2 * HOUR);
  expect(codes(world)).toContain("ledger-differs");
});

test("a ledger that is gone is begun anew, and access ends as it would have", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  await grantTo(world);
  await world.people.erin.api.rest.git.deleteRef({ ...REPOSITORY, ref: "heads/curfew-ledger" });
  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await rest(world);
  expect(await roles(world)).toEqual([]);
  expect(await onMain(world, PATH)).toBe(false);
  expect((await ledgerOf(world)).at(-1)).toBe("revoke");
});

test("two processes that serve the same repository come to the same end as one", async () => {
  const world = await openWorld();
  const { settings, slug, own } = world.app;
  const second = curfewProcess({
    github: world.github,
    slug,
    settings: { ...settings, cache: `${settings.cache}-second` },
    own,
  });
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await approveAs(world, "dana", pull);
  const both = async () => {
    await Promise.all([world.curfew.start(), second.start()]);
    for (let turn = 0; turn < 4; turn += 1) {
      await Promise.all([world.curfew.idle(), second.idle()]);
      await rest(world);
    }
    await Promise.all([world.curfew.stop(), second.stop()]);
  };
  await both();
  expect(await roles(world)).toHaveLength(1);
  world.clock.moveTo(world.clock.now() + 2 * HOUR);
  await both();
  world.clock.moveTo(world.clock.now() + HOUR / 6);
  await both();
  expect(await roles(world)).toEqual([]);
  expect(await onMain(world, PATH)).toBe(false);
  expect(await comments(world, pull)).toHaveLength(2);
  expect(new Set(await ledgerOf(world))).toEqual(new Set(["grant", "revoke"]));
});
