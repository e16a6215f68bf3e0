import {
  AttachUserPolicyCommand,
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Credentials } from "../../../src/sandbox/aws/index.js";
import { type AwsWorld, account, createAwsWorld, sessionCredentials, start, trust } from "./world.js";

let world: AwsWorld;
let iam: IAMClient;
let alice: Credentials & { readonly arn: string };
beforeEach(async () => {
  world = await createAwsWorld();
  iam = world.iam(world.root);
  alice = world.aws.createUser(account, { name: "alice" });
});
afterEach(() => world.aws.close());

const allow = (Action: string, more: object = {}) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*", ...more }] });
const create = (document: string, RoleName = "admin", more: object = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document, ...more }));

function assume(credentials: Credentials, more: Partial<AssumeRoleCommandInput> = {}) {
  const RoleArn = `arn:aws:iam::${account}:role/admin`;
  return world.sts(credentials).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...more }));
}

const denied = (reason: string) => ({
  name: "AccessDenied",
  message: `User: ${alice.arn} is not authorized to perform: sts:AssumeRole ${reason}`,
  $metadata: { httpStatusCode: 403 },
});

test("trust in the account leaves it to the caller's own policies", async () => {
  await create(trust(account));
  await expect(assume(alice)).rejects.toMatchObject(
    denied(
      `on resource: arn:aws:iam::${account}:role/admin because no identity-based policy allows the sts:AssumeRole action`,
    ),
  );
  const bob = world.aws.createUser(account, {
    name: "bob",
    policies: [{ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sts:*", Resource: "*" } }],
  });
  await assume(bob);
});

test("a permission to assume is nothing without the role's trust", async () => {
  const bob = world.aws.createUser(account, { name: "bob" });
  await iam.send(
    new AttachUserPolicyCommand({ UserName: "alice", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
  );
  await create(trust(bob.arn));
  await expect(assume(alice)).rejects.toMatchObject(
    denied("because no role trust policy allows the sts:AssumeRole action"),
  );
});

test("a role can be assumed between two instants, and not before or after", async () => {
  await create(
    trust(alice.arn, {
      DateGreaterThanEquals: { "aws:CurrentTime": "2026-11-22T10:00:00Z" },
      DateLessThan: { "aws:CurrentTime": "2026-11-22T12:00:00Z" },
    }),
  );
  for (const [instant, may] of [
    [start - 1000, false],
    [start, true],
    [start + 7_199_000, true],
    [start + 7_200_000, false],
  ] as const) {
    world.clock.moveTo(instant);
    if (may) await assume(alice);
    else {
      await expect(assume(alice)).rejects.toMatchObject(
        denied("because no role trust policy allows the sts:AssumeRole action"),
      );
    }
  }
});

test("a user created again under the old name is somebody else", async () => {
  await create(trust(alice.arn));
  const { User } = await iam.send(new GetUserCommand({ UserName: "alice" }));
  await iam.send(new DeleteAccessKeyCommand({ UserName: "alice", AccessKeyId: alice.accessKeyId }));
  await iam.send(new DeleteUserCommand({ UserName: "alice" }));
  const again = world.aws.createUser(account, { name: "alice" });
  await expect(assume(again)).rejects.toMatchObject({ name: "AccessDenied" });
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "admin" }));
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""))).toMatchObject({
    Statement: [{ Principal: { AWS: User?.UserId } }],
  });
});

test("whoever is renamed is trusted under the new name, and who takes the old one is not", async () => {
  await create(trust(alice.arn));
  await iam.send(new UpdateUserCommand({ UserName: "alice", NewUserName: "alice-ng", NewPath: "/people/" }));
  const other = world.aws.createUser(account, { name: "alice" });
  expect(other.arn).toBe(alice.arn);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "admin" }));
  const shown = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
  expect(shown).toContain(`"arn:aws:iam::${account}:user/people/alice-ng"`);
  await assume(alice);
  await expect(assume(other)).rejects.toMatchObject({ name: "AccessDenied" });
});

test("the external id, the session's name and the tags are judged", async () => {
  const document = JSON.parse(
    trust(alice.arn, { StringEquals: { "sts:ExternalId": "x-1", "sts:RoleSessionName": "session" } }),
  );
  await create(JSON.stringify(document));
  await expect(assume(alice)).rejects.toMatchObject({ name: "AccessDenied" });
  await assume(alice, { ExternalId: "x-1" });
  await expect(assume(alice, { ExternalId: "x-1", Tags: [{ Key: "team", Value: "sre" }] })).rejects.toMatchObject({
    message: expect.stringContaining("sts:TagSession"),
  });
});

test("session tags are principal tags", async () => {
  const document = JSON.parse(trust(alice.arn));
  document.Statement[0].Action = ["sts:AssumeRole", "sts:TagSession"];
  await create(JSON.stringify(document));
  const condition = { Condition: { StringEquals: { "aws:PrincipalTag/team": "sre" } } };
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "admin", PolicyName: "p", PolicyDocument: allow("iam:ListRoles", condition) }),
  );
  const list = async (tags: AssumeRoleCommandInput["Tags"]) => {
    const { Credentials } = await assume(alice, { Tags: tags });
    return world.iam(sessionCredentials(Credentials)).send(new ListRolesCommand({}));
  };
  await list([{ Key: "team", Value: "sre" }]);
  await expect(list([{ Key: "team", Value: "dev" }])).rejects.toMatchObject({ name: "AccessDenied" });
});

test("a session policy and a boundary each narrow what a role may", async () => {
  await create(trust(alice.arn));
  await iam.send(new PutRolePolicyCommand({ RoleName: "admin", PolicyName: "p", PolicyDocument: allow("*") }));
  const narrow = sessionCredentials((await assume(alice, { Policy: allow("iam:GetRole") })).Credentials);
  await world.iam(narrow).send(new GetRoleCommand({ RoleName: "admin" }));
  await expect(world.iam(narrow).send(new ListRolesCommand({}))).rejects.toMatchObject({
    message: expect.stringContaining("because no session policy allows the iam:ListRoles action"),
  });
  const wide = sessionCredentials((await assume(alice)).Credentials);
  await world.iam(wide).send(new ListRolesCommand({}));
  await iam.send(
    new PutRolePermissionsBoundaryCommand({
      RoleName: "admin",
      PermissionsBoundary: "arn:aws:iam::aws:policy/AmazonRDSFullAccess",
    }),
  );
  await expect(world.iam(wide).send(new ListRolesCommand({}))).rejects.toMatchObject({
    message: expect.stringContaining("because no permissions boundary allows the iam:ListRoles action"),
  });
});

test("a session lasts 15 minutes to what the role allows, and an hour when chained", async () => {
  await create(trust(account), "admin", { MaxSessionDuration: 7_200 });
  await create(trust(alice.arn), "first");
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "first", PolicyName: "p", PolicyDocument: allow("sts:AssumeRole") }),
  );
  const bob = world.aws.createUser(account, {
    name: "bob",
    policies: [{ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" } }],
  });
  await assume(bob, { DurationSeconds: 7_200 });
  await expect(assume(bob, { DurationSeconds: 7_201 })).rejects.toMatchObject({
    name: "ValidationError",
    message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
  });
  await expect(assume(bob, { DurationSeconds: 899 })).rejects.toMatchObject({ name: "ValidationError" });
  const first = await assume(alice, { RoleArn: `arn:aws:iam::${account}:role/first` });
  const chained = sessionCredentials(first.Credentials);
  await assume(chained, { DurationSeconds: 3_600 });
  await expect(assume(chained, { DurationSeconds: 3_601 })).rejects.toMatchObject({
    message: expect.stringContaining("1 hour session limit for roles assumed by role chaining"),
  });
});

test("the root user assumes no role, and a role that is not there cannot be told from one that may not be assumed", async () => {
  await create(trust(account));
  await expect(assume(world.root)).rejects.toMatchObject({
    name: "AccessDenied",
    message: "Roles may not be assumed by root accounts.",
  });
  await expect(assume(alice, { RoleArn: `arn:aws:iam::${account}:role/none` })).rejects.toMatchObject({
    name: "AccessDenied",
  });
  await expect(assume(alice, { RoleSessionName: "a b" })).rejects.toMatchObject({ name: "ValidationError" });
});

test("across accounts both sides must allow", async () => {
  const other = "210987654321";
  world.aws.createAccount(other);
  const may = { Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" } };
  const stranger = world.aws.createUser(other, { name: "stranger" });
  const partner = world.aws.createUser(other, { name: "partner", policies: [may] });
  await create(trust([stranger.arn, partner.arn]));
  await expect(assume(stranger)).rejects.toMatchObject({ name: "AccessDenied" });
  const { AssumedRoleUser } = await assume(partner);
  expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${account}:assumed-role/admin/session`);
});

test("a second factor is proved by GetSessionToken, or while assuming", async () => {
  await create(trust(alice.arn, { Bool: { "aws:MultiFactorAuthPresent": "true" } }));
  const device = { SerialNumber: `arn:aws:iam::${account}:mfa/alice`, TokenCode: "123456" };
  await expect(assume(alice)).rejects.toMatchObject({ name: "AccessDenied" });
  await assume(alice, device);
  await expect(assume(alice, { ...device, TokenCode: "654321" })).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("invalid MFA one time pass code"),
  });
  const token = async (input: object) =>
    sessionCredentials((await world.sts(alice).send(new GetSessionTokenCommand(input))).Credentials);
  const without = await token({});
  await expect(assume(without)).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(world.iam(without).send(new ListRolesCommand({}))).rejects.toMatchObject({
    name: "InvalidClientTokenId",
  });
  const proved = await token(device);
  await assume(proved);
  await expect(world.iam(proved).send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
});
