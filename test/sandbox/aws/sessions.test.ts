import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AwsWorld, account, createAwsWorld, sessionCredentials, start, trust } from "./world.js";

let world: AwsWorld;
beforeEach(async () => {
  world = await createAwsWorld();
});
afterEach(() => world.aws.close());

const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

async function createSession(options: { readonly seconds?: number; readonly policy?: string } = {}) {
  const iam = world.iam(world.root);
  const alice = world.aws.createUser(account, { name: "alice" });
  const role = await iam.send(
    new CreateRoleCommand({
      RoleName: "alice-admin-0a1b2c3d",
      Path: "/curfew/aws-prod/",
      AssumeRolePolicyDocument: trust(alice.arn),
    }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: "alice-admin-0a1b2c3d", PolicyArn: administrator }));
  const assumed = await world.sts(alice).send(
    new AssumeRoleCommand({
      RoleArn: role.Role?.Arn,
      RoleSessionName: "alice",
      DurationSeconds: options.seconds,
      Policy: options.policy,
    }),
  );
  return { iam, alice, assumed, session: sessionCredentials(assumed.Credentials) };
}

test("whom a role's trust policy names can assume it and do what the role may", async () => {
  const { session, assumed } = await createSession();
  expect(assumed.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${account}:assumed-role/alice-admin-0a1b2c3d/alice`);
  expect(assumed.Credentials?.Expiration?.getTime()).toBe(start + 3_600_000);
  const listed = await world.iam(session).send(new ListRolesCommand({ PathPrefix: "/curfew/" }));
  expect(listed.Roles?.map(({ RoleName }) => RoleName)).toEqual(["alice-admin-0a1b2c3d"]);
  const who = await world.sts(session).send(new GetCallerIdentityCommand({}));
  expect(who.Arn).toBe(assumed.AssumedRoleUser?.Arn);
});

test("a deny at an instant cuts a live session of an administrator", async () => {
  const { iam, session } = await createSession();
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "alice-admin-0a1b2c3d",
      PolicyName: "deadline",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Deny",
            Action: "*",
            Resource: "*",
            Condition: { DateGreaterThanEquals: { "aws:CurrentTime": "2026-11-22T10:30:00Z" } },
          },
        ],
      }),
    }),
  );
  const client = world.iam(session);
  world.clock.moveTo(Date.UTC(2026, 10, 22, 10, 29, 59));
  await client.send(new ListRolesCommand({}));
  world.clock.moveTo(Date.UTC(2026, 10, 22, 10, 30, 0));
  await expect(client.send(new ListRolesCommand({}))).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: arn:aws:sts::${account}:assumed-role/alice-admin-0a1b2c3d/alice is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${account}:role/ with an explicit deny in an identity-based policy`,
    $metadata: { httpStatusCode: 403 },
  });
});

test("a session ends at its expiration by the sandbox's clock", async () => {
  const { session } = await createSession({ seconds: 900 });
  const client = world.iam(session);
  world.clock.moveTo(start + 899_999);
  await client.send(new ListRolesCommand({}));
  world.clock.moveTo(start + 900_000);
  await expect(client.send(new ListRolesCommand({}))).rejects.toMatchObject({
    name: "ExpiredToken",
    $metadata: { httpStatusCode: 403 },
  });
});

test("a live session feels a policy that is detached, and the role's deletion", async () => {
  const { iam, session } = await createSession();
  const client = world.iam(session);
  await client.send(new ListRolesCommand({}));
  await iam.send(new DetachRolePolicyCommand({ RoleName: "alice-admin-0a1b2c3d", PolicyArn: administrator }));
  await expect(client.send(new ListRolesCommand({}))).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("because no identity-based policy allows the iam:ListRoles action"),
  });
  await iam.send(new DeleteRoleCommand({ RoleName: "alice-admin-0a1b2c3d" }));
  await expect(client.send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
});

test("the authorization details tell everything of a role at once", async () => {
  const { iam, alice } = await createSession();
  const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"] }));
  expect(details.IsTruncated).toBe(false);
  expect(details.UserDetailList).toEqual([]);
  expect(details.RoleDetailList).toMatchObject([
    {
      RoleName: "alice-admin-0a1b2c3d",
      Path: "/curfew/aws-prod/",
      AssumeRolePolicyDocument: encodeURIComponent(trust(alice.arn)),
      AttachedManagedPolicies: [{ PolicyName: "AdministratorAccess", PolicyArn: administrator }],
      RolePolicyList: [],
      Tags: [],
    },
  ]);
});
