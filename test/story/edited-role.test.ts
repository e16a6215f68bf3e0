import { readFileSync } from "node:fs";
import { IAM } from "@aws-sdk/client-iam";
import { afterEach, expect, test } from "vitest";
import { rest } from "../../src/demo/settle.js";
import { comments, REPOSITORY } from "../../src/demo/story-asked.js";
import { NAME, OWNER } from "../../src/demo/world.js";
import { instantOf } from "../../src/model/instant.js";
import { planText } from "../../src/render/plan.js";
import { prepare } from "../../src/run/prepare.js";
import { reconcile } from "../../src/run/reconcile.js";
import { connect } from "../../src/wire.js";
import { grantTo, openPullRequest, openWorld, roles, unprotect } from "./stage.js";

const SYSTEM = "access/systems/aws-prod.yaml";
const EVERYTHING = "policies: [arn:aws:iam::aws:policy/AdministratorAccess]";
const LESS = 'statements: [{ actions: ["rds:Describe*"], resources: ["*"] }]';
const MINUTE = 60_000;

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

test("a role that is edited while it is held updates what is held, and reviewers and the plan are told that this is why", async () => {
  const world = await openWorld();
  await unprotect(world);
  await world.curfew.start();
  await grantTo(world);
  const text = readFileSync(SYSTEM, "utf8").replace(EVERYTHING, LESS);
  const pull = await openPullRequest(world, "erin", { branch: "less", path: SYSTEM, text });
  expect(await comments(world, pull)).toEqual([
    expect.stringContaining("`aws-prod/admin` would give something else, also to who has it now: `alice` has it."),
  ]);
  await rest(world);
  await world.curfew.stop();
  await world.people.erin.api.rest.pulls.merge({ ...REPOSITORY, pull_number: pull });

  const { appId, privateKey, ...place } = world.app.settings;
  const app = { kind: "app", appId, privateKey } as const;
  const connection = await connect(place, `${OWNER}/${NAME}`, app, world.app.own);
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } =
    world.operatorEnvironment;
  const credentials = { accessKeyId, secretAccessKey };
  const root = new IAM({ endpoint: world.cloudUrl, region: "us-east-1", credentials });
  opened.push({ close: () => root.destroy() }, connection);
  const [RoleName = ""] = await roles(world);
  const attached = async () => (await root.listAttachedRolePolicies({ RoleName })).AttachedPolicies;
  expect(await attached()).toHaveLength(1);

  /** `curfew plan`, two minutes later: what AWS shows then is known to be what there is. */
  async function planned(): Promise<string> {
    const now = instantOf(world.clock.now() + 2 * MINUTE);
    world.clock.moveTo(now);
    const { systems } = await prepare(connection.context(), now, { allowMassRevoke: false });
    const changes = systems.flatMap((system) => (system.kind === "observed" ? system.plan.changes : []));
    return planText({ changes, heldBack: [], now });
  }

  expect(await planned()).toMatch(/\+ grant {2}alice {2}aws-prod\/admin {2}.* {2}updated: its role was edited since\n/);
  const { receipts } = await reconcile(connection.context(), instantOf(world.clock.now()));
  expect(receipts).toMatchObject([{ action: "grant", who: "alice", result: { outcome: "done" } }]);
  expect(await attached()).toEqual([]);
  expect(await planned()).toBe("Nothing to change.");

  // Damaged from now on, it is not said to have been edited, though it is not what it was when it was asked for.
  await root.deleteRolePolicy({ RoleName, PolicyName: "curfew-permissions" });
  expect(await planned()).toMatch(/ {2}repaired: it was incomplete\n/);
}, 120_000);
