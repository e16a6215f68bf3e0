import { CreateRoleCommand, DeleteRoleCommand, GetRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signedCall } from "./signed-call.js";
import { type AwsWorld, account, createAwsWorld, trust } from "./world.js";

let world: AwsWorld;
let iam: IAMClient;
beforeEach(async () => {
  world = await createAwsWorld();
  iam = world.iam(world.root);
});
afterEach(() => world.aws.close());

const create = () => iam.send(new CreateRoleCommand({ RoleName: "admin", AssumeRolePolicyDocument: trust(account) }));
const exists = () =>
  iam.send(new GetRoleCommand({ RoleName: "admin" })).then(
    () => true,
    () => false,
  );

test("every authenticated call is announced once, by its caller and its action", async () => {
  const alice = world.aws.createUser(account, { name: "alice" });
  await create();
  await expect(world.iam(alice).send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
  const stranger = world.iam({ accessKeyId: "AKIANOBODY", secretAccessKey: "x" });
  await expect(stranger.send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  expect(world.faults.calls).toEqual([
    { service: "aws", caller: `arn:aws:iam::${account}:root`, name: "iam:CreateRole" },
    { service: "aws", caller: alice.arn, name: "iam:ListRoles" },
  ]);
});

test.each([
  ["throttle", { name: "Throttling", message: "Rate exceeded", $metadata: { httpStatusCode: 400 } }],
  ["error", { name: "ServiceFailureException", $metadata: { httpStatusCode: 500 } }],
  ["timeout", { code: "ECONNRESET" }],
] as const)("the fault %s does no work", async (mode, failure) => {
  world.faults.inject({ mode, at: 1 });
  await expect(create()).rejects.toMatchObject(failure);
  expect(await exists()).toBe(false);
});

test("the fault lost-answer does the work and says nothing", async () => {
  world.faults.inject({ mode: "lost-answer", at: 1 });
  await expect(create()).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(await exists()).toBe(true);
});

test("the SDK's own retries get past throttling", async () => {
  const patient = new IAMClient({
    endpoint: world.aws.url,
    region: "us-east-1",
    credentials: world.root,
    maxAttempts: 3,
  });
  await create();
  world.faults.inject({ mode: "throttle", at: 1 });
  await patient.send(new DeleteRoleCommand({ RoleName: "admin" }));
  expect(await exists()).toBe(false);
});

test("a little of RDS can be called, by whom policies allow it", async () => {
  const alice = world.aws.createUser(account, {
    name: "alice",
    policies: [
      {
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action: "rds:FailoverDBCluster",
          Resource: `arn:aws:rds:*:${account}:cluster:orders-db`,
        },
      },
    ],
  });
  const failover = (name: string) =>
    signedCall({
      url: world.aws.url,
      credentials: alice,
      service: "rds",
      form: { Action: "FailoverDBCluster", Version: "2014-10-31", DBClusterIdentifier: name },
    });
  const allowed = await failover("orders-db");
  expect(allowed.status).toBe(200);
  expect(allowed.text).toContain("<DBClusterIdentifier>orders-db</DBClusterIdentifier>");
  const denied = await failover("payments-db");
  expect(denied.status).toBe(403);
  expect(denied.text).toContain(
    `is not authorized to perform: rds:FailoverDBCluster on resource: arn:aws:rds:eu-west-1:${account}:cluster:payments-db because no identity-based policy allows the rds:FailoverDBCluster action`,
  );
});
