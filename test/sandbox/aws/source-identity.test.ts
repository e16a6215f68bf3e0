import { CreateRoleCommand, type IAMClient, ListRolesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, type AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Credentials } from "../../../src/sandbox/aws/index.js";
import { type AwsWorld, account, createAwsWorld, sessionCredentials, trust } from "./world.js";

let world: AwsWorld;
let iam: IAMClient;
let alice: Credentials & { readonly arn: string };
beforeEach(async () => {
  world = await createAwsWorld();
  iam = world.iam(world.root);
  alice = world.aws.createUser(account, { name: "alice" });
});
afterEach(() => world.aws.close());

const arnOf = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const SET = ["sts:AssumeRole", "sts:SetSourceIdentity"];

async function create(RoleName: string, principal: string, Action: string | readonly string[], condition?: object) {
  const document = JSON.parse(trust(principal, condition));
  document.Statement[0].Action = Action;
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(document) }));
}

function allow(RoleName: string, Action: string | readonly string[], more: object = {}) {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*", ...more }] };
  const PolicyDocument = JSON.stringify(document);
  return iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
}

async function assume(credentials: Credentials, name: string, more: Partial<AssumeRoleCommandInput> = {}) {
  const input = { RoleArn: arnOf(name), RoleSessionName: "session", ...more };
  return sessionCredentials((await world.sts(credentials).send(new AssumeRoleCommand(input))).Credentials);
}

const denied = (action: string) => ({ name: "AccessDenied", message: expect.stringContaining(action) });

test("a source identity takes a permission of its own in the trust policy", async () => {
  await create("plain", alice.arn, "sts:AssumeRole");
  await assume(alice, "plain");
  await expect(assume(alice, "plain", { SourceIdentity: "alice" })).rejects.toMatchObject(
    denied("sts:SetSourceIdentity"),
  );
});

test("a trust policy can ask for one, and for which", async () => {
  await create("asking", alice.arn, SET, { StringEquals: { "sts:SourceIdentity": "alice" } });
  await assume(alice, "asking", { SourceIdentity: "alice" });
  await expect(assume(alice, "asking", { SourceIdentity: "bob" })).rejects.toMatchObject(denied("sts:AssumeRole"));
  await expect(assume(alice, "asking")).rejects.toMatchObject(denied("sts:AssumeRole"));
});

test("it is present in what the session does from then on", async () => {
  await create("first", alice.arn, SET);
  await allow("first", "iam:ListRoles", { Condition: { StringEquals: { "aws:SourceIdentity": "alice" } } });
  const mine = await assume(alice, "first", { SourceIdentity: "alice" });
  await world.iam(mine).send(new ListRolesCommand({}));
  const others = await assume(alice, "first", { SourceIdentity: "bob" });
  await expect(world.iam(others).send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
});

test("in a chain it persists, cannot be changed, and takes the permission on both sides", async () => {
  await create("first", alice.arn, SET);
  await create("plain", arnOf("first"), "sts:AssumeRole");
  await create("second", arnOf("first"), SET, { StringEquals: { "aws:SourceIdentity": "alice" } });
  await allow("second", "iam:ListRoles", { Condition: { StringEquals: { "aws:SourceIdentity": "alice" } } });
  const first = await assume(alice, "first", { SourceIdentity: "alice" });
  await expect(assume(first, "plain")).rejects.toMatchObject(denied("sts:SetSourceIdentity"));
  await expect(assume(first, "second")).rejects.toMatchObject(denied("sts:SetSourceIdentity"));
  await allow("first", SET);
  await expect(assume(first, "second", { SourceIdentity: "bob" })).rejects.toMatchObject(
    denied("sts:SetSourceIdentity"),
  );
  await world.iam(await assume(first, "second")).send(new ListRolesCommand({}));
});

test("tags that a session may bear can be bounded to certain keys", async () => {
  await create("tagged", alice.arn, ["sts:AssumeRole", "sts:TagSession"], {
    StringEquals: { "aws:RequestTag/request": "one" },
    "ForAllValues:StringEquals": { "aws:TagKeys": ["request"] },
  });
  const request = { Key: "request", Value: "one" };
  await assume(alice, "tagged", { Tags: [request] });
  for (const Tags of [[], [{ ...request, Value: "two" }], [request, { Key: "team", Value: "admin" }]]) {
    await expect(assume(alice, "tagged", { Tags })).rejects.toMatchObject({ name: "AccessDenied" });
  }
});
