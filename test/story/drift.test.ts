import { IAM } from "@aws-sdk/client-iam";
import { afterEach, expect, test } from "vitest";
import { ACCOUNT, NAME, OWNER, type World } from "../../src/demo/world.js";
import { instantOf } from "../../src/model/instant.js";
import { roleName } from "../../src/providers/aws-iam/role-name.js";
import { reconcile } from "../../src/run/reconcile.js";
import { type Connection, connect } from "../../src/wire.js";
import { aBinding } from "../providers/a-system.js";
import { driftsOf } from "../providers/aws-iam/drifts.js";
import { foreignRolesOf } from "../providers/aws-iam/foreign-roles.js";
import { snapshotOf } from "../providers/aws-iam/snapshot.js";
import { grantTo, openWorld } from "./stage.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** alice has access, and the App is stopped: whatever happens is what a run of ours does. */
async function granted() {
  const world = await openWorld();
  await world.curfew.start();
  await grantTo(world);
  await world.curfew.stop();
  const connection = await connectTo(world);
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } =
    world.operatorEnvironment;
  const root = new IAM({
    endpoint: world.cloudUrl,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
  });
  opened.push({ close: () => root.destroy() }, connection);
  const held = aBinding("alice", "aws-prod/admin", `arn:aws:iam::${ACCOUNT}:user/alice`);
  const binding = { ...held, until: instantOf(world.clock.now() + 2 * HOUR) };

  /** What a run did, and what it found: two minutes later, when what AWS shows is known to be what there is. */
  async function run() {
    world.clock.moveTo(world.clock.now() + 2 * MINUTE);
    const { receipts, findings } = await reconcile(connection.context(), instantOf(world.clock.now()));
    return {
      done: receipts.map(({ action, who, result }) => `${action} ${who} ${result.outcome}`),
      found: findings.map(({ code, severity }) => `${severity} ${code}`),
    };
  }

  expect(await run()).toEqual({ done: [], found: [] });
  return { root, binding, run };
}

function connectTo(world: World): Promise<Connection> {
  const { appId, privateKey, ...place } = world.app.settings;
  const credentials = { kind: "app", appId, privateKey } as const;
  return connect(place, `${OWNER}/${NAME}`, credentials, world.app.own);
}

test("one run puts right whatever others did to a binding, and the next has nothing to do", async () => {
  const { root, binding, run } = await granted();
  const whole = await snapshotOf(root);
  const drifts = driftsOf(root);
  // All of them within the two hours of the grant.
  expect(drifts.length * 4).toBeLessThan(118);
  for (const { about, damage } of drifts) {
    await damage(binding);
    const { done, found } = await run();
    // What names somebody else now is ended before it is made anew.
    const ended = about === "the tag identity names somebody else" ? ["revoke alice done"] : [];
    expect([about, done, found]).toEqual([about, [...ended, expect.stringMatching(/^\w+ alice done$/)], []]);
    expect([about, await snapshotOf(root)]).toEqual([about, whole]);
    expect([about, await run()]).toEqual([about, { done: [], found: [] }]);
  }
}, 600_000);

test("what a stranger made under our path is reported by each run, and stays as it is", async () => {
  const { root, binding, run } = await granted();
  for (const { about, namesake, place } of foreignRolesOf(root)) {
    if (namesake) continue;
    const remove = await place(binding);
    const before = await snapshotOf(root);
    for (const _ of ["once", "again"]) {
      expect([about, await run()]).toEqual([about, { done: [], found: ["warning stranger"] }]);
      expect([about, await snapshotOf(root)]).toEqual([about, before]);
    }
    await remove();
  }
}, 600_000);

test("a role of ours whose mark was taken is a stranger's: it is reported and not written to", async () => {
  const { root, binding, run } = await granted();
  await root.untagRole({ RoleName: roleName(`${OWNER}/${NAME}`, binding), TagKeys: ["repository"] });
  const before = await snapshotOf(root);
  const { done, found } = await run();
  expect(done).toEqual(["grant alice failed"]);
  expect(found).toContain("warning stranger");
  expect(await snapshotOf(root)).toEqual(before);
  // What ends it is AWS, as before.
  expect(JSON.stringify(before)).toContain("curfew-deadline");
}, 600_000);
