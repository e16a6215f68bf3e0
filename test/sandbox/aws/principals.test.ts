import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetGroupCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  SimulatePrincipalPolicyCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AwsWorld, account, createAwsWorld, start, trust } from "./world.js";

let world: AwsWorld;
let iam: IAMClient;
beforeEach(async () => {
  world = await createAwsWorld();
  iam = world.iam(world.root);
});
afterEach(() => world.aws.close());

const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const policy = (Effect: string, Action: string, Resource = "*") =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource }] });

test("members of a group may what the group may, as long as they are in it", async () => {
  const alice = world.aws.createUser(account, { name: "alice" });
  await iam.send(new CreateGroupCommand({ GroupName: "sre", Path: "/curfew/" }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: "sre", PolicyArn: readOnly }));
  const list = () => world.iam(alice).send(new ListRolesCommand({}));
  await expect(list()).rejects.toMatchObject({ name: "AccessDenied" });
  await iam.send(new AddUserToGroupCommand({ GroupName: "sre", UserName: "alice" }));
  await list();
  const groups = await iam.send(new ListGroupsForUserCommand({ UserName: "alice" }));
  expect(groups.Groups?.map(({ Arn }) => Arn)).toEqual([`arn:aws:iam::${account}:group/curfew/sre`]);
  const { Users } = await iam.send(new GetGroupCommand({ GroupName: "sre" }));
  expect(Users?.map(({ UserName }) => UserName)).toEqual(["alice"]);

  await iam.send(
    new PutGroupPolicyCommand({ GroupName: "sre", PolicyName: "no", PolicyDocument: policy("Deny", "iam:ListRoles") }),
  );
  await expect(list()).rejects.toMatchObject({ message: expect.stringContaining("with an explicit deny") });
  await expect(iam.send(new DeleteGroupCommand({ GroupName: "sre" }))).rejects.toMatchObject({
    name: "DeleteConflictException",
  });
  await iam.send(new RemoveUserFromGroupCommand({ GroupName: "sre", UserName: "alice" }));
  await expect(list()).rejects.toMatchObject({ message: expect.stringContaining("because no identity-based policy") });
});

test("who is renamed or moved stays in their groups and keeps their keys, under another ARN", async () => {
  const alice = world.aws.createUser(account, { name: "alice" });
  world.aws.createUser(account, { name: "bob" });
  await iam.send(new CreateGroupCommand({ GroupName: "sre" }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: "sre", PolicyArn: readOnly }));
  await iam.send(new AddUserToGroupCommand({ GroupName: "sre", UserName: "alice" }));
  const rename = (NewUserName: string) =>
    iam.send(new UpdateUserCommand({ UserName: "alice", NewUserName, NewPath: "/people/" }));
  await expect(rename("Bob")).rejects.toMatchObject({ name: "EntityAlreadyExistsException" });
  await rename("alice-ng");
  const { User } = await world.iam(alice).send(new GetUserCommand({}));
  expect(User?.Arn).toBe(`arn:aws:iam::${account}:user/people/alice-ng`);
  const { Users } = await iam.send(new GetGroupCommand({ GroupName: "sre" }));
  expect(Users?.map(({ UserName }) => UserName)).toEqual(["alice-ng"]);
  await expect(iam.send(new GetUserCommand({ UserName: "alice" }))).rejects.toMatchObject({
    name: "NoSuchEntityException",
  });
});

test("a user has keys, and is deleted only when nothing hangs on them", async () => {
  await iam.send(new CreateUserCommand({ UserName: "bob", Tags: [{ Key: "team", Value: "sre" }] }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "bob" }));
  const bob = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  await expect(world.iam(bob).send(new GetUserCommand({}))).rejects.toMatchObject({
    message: expect.stringContaining(`iam:GetUser on resource: arn:aws:iam::${account}:user/bob because`),
  });
  // Whom a request names is told by that name alone, whether there is such a one or not.
  for (const UserName of ["alice-ng", "nobody"]) {
    await expect(world.iam(bob).send(new GetUserCommand({ UserName }))).rejects.toMatchObject({
      message: expect.stringContaining(`iam:GetUser on resource: user ${UserName} because`),
    });
  }
  await iam.send(new AttachUserPolicyCommand({ UserName: "bob", PolicyArn: readOnly }));
  const { User } = await world.iam(bob).send(new GetUserCommand({}));
  expect(User).toMatchObject({ UserName: "bob", Tags: [{ Key: "team", Value: "sre" }], CreateDate: new Date(start) });
  const keys = await iam.send(new ListAccessKeysCommand({ UserName: "bob" }));
  expect(keys.AccessKeyMetadata).toMatchObject([{ AccessKeyId: bob.accessKeyId, Status: "Active" }]);

  const remove = () => iam.send(new DeleteUserCommand({ UserName: "bob" }));
  await expect(remove()).rejects.toMatchObject({ name: "DeleteConflictException" });
  await iam.send(new DetachUserPolicyCommand({ UserName: "bob", PolicyArn: readOnly }));
  await expect(remove()).rejects.toMatchObject({ message: "Cannot delete entity, must delete access keys first." });
  await iam.send(new DeleteAccessKeyCommand({ UserName: "bob", AccessKeyId: bob.accessKeyId }));
  await remove();
  expect((await iam.send(new ListUsersCommand({}))).Users).toEqual([]);
  await expect(world.iam(bob).send(new GetUserCommand({}))).rejects.toMatchObject({ name: "InvalidClientTokenId" });
});

test("the version of a managed policy that is in force decides", async () => {
  const alice = world.aws.createUser(account, { name: "alice" });
  const created = await iam.send(
    new CreatePolicyCommand({ PolicyName: "lists", PolicyDocument: policy("Allow", "iam:ListUsers") }),
  );
  const PolicyArn = created.Policy?.Arn;
  await iam.send(new AttachUserPolicyCommand({ UserName: "alice", PolicyArn }));
  const list = () => world.iam(alice).send(new ListRolesCommand({}));
  await expect(list()).rejects.toMatchObject({ name: "AccessDenied" });
  const next = { PolicyArn, PolicyDocument: policy("Allow", "iam:List*") };
  await iam.send(new CreatePolicyVersionCommand({ ...next, SetAsDefault: true }));
  await list();
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  expect(Policy).toMatchObject({ DefaultVersionId: "v2", AttachmentCount: 1 });
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
  expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(policy("Allow", "iam:ListUsers"));

  for (let count = 2; count < 5; count += 1) await iam.send(new CreatePolicyVersionCommand(next));
  await expect(iam.send(new CreatePolicyVersionCommand(next))).rejects.toMatchObject({
    name: "LimitExceededException",
  });
  await expect(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v2" }))).rejects.toMatchObject({
    name: "DeleteConflictException",
  });
  await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
    message: "Cannot delete a policy attached to entities.",
  });
});

test("AWS's own policies are there, and are nobody's to change", async () => {
  const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: "AWS" }));
  expect(Policies?.map(({ PolicyName }) => PolicyName)).toEqual([
    "AdministratorAccess",
    "AmazonRDSFullAccess",
    "IAMFullAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
  ]);
  await expect(iam.send(new DeletePolicyCommand({ PolicyArn: readOnly }))).rejects.toMatchObject({
    name: "AccessDenied",
  });
});

test("the authorization details show users, groups, roles and the policies in use", async () => {
  world.aws.createUser(account, {
    name: "alice",
    managed: [readOnly],
    policies: [{ Version: "2012-10-17", Statement: { Effect: "Deny", Action: "s3:*", Resource: "*" } }],
  });
  await iam.send(new CreateGroupCommand({ GroupName: "sre" }));
  await iam.send(new AddUserToGroupCommand({ GroupName: "sre", UserName: "alice" }));
  await iam.send(new CreatePolicyCommand({ PolicyName: "own", PolicyDocument: policy("Allow", "iam:*") }));
  await iam.send(
    new CreateRoleCommand({
      RoleName: "bounded",
      AssumeRolePolicyDocument: trust(account),
      PermissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
    }),
  );
  const details = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
  expect(details).toMatchObject({
    IsTruncated: false,
    UserDetailList: [
      {
        UserName: "alice",
        GroupList: ["sre"],
        AttachedManagedPolicies: [{ PolicyName: "ReadOnlyAccess" }],
        UserPolicyList: [{ PolicyName: "inline-1", PolicyDocument: expect.stringContaining("s3%3A%2A") }],
      },
    ],
    GroupDetailList: [{ GroupName: "sre" }],
    RoleDetailList: [
      {
        RoleName: "bounded",
        PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::aws:policy/PowerUserAccess" },
      },
    ],
  });
  expect(details.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(["own", "PowerUserAccess", "ReadOnlyAccess"]);
  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ Users: 1, Groups: 1, Roles: 1, Policies: 1, RolesQuota: 1_000 });
});

test("the policy simulator answers as the judge would", async () => {
  const { arn } = world.aws.createUser(account, { name: "alice", managed: [readOnly] });
  const { EvaluationResults } = await iam.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn: arn, ActionNames: ["iam:ListRoles", "iam:CreateRole"] }),
  );
  expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual(["allowed", "implicitDeny"]);
});

test("an account is made once, and a user only in an account", () => {
  expect(() => world.aws.createAccount(account)).toThrow("exists already");
  expect(() => world.aws.createAccount("123")).toThrow("12 digits");
  expect(() => world.aws.createUser("999999999999", { name: "x" })).toThrow("no account 999999999999");
});
