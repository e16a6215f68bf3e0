import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListRoles,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AwsWorld, account, createAwsWorld, start, trust } from "./world.js";

let world: AwsWorld;
let iam: IAMClient;
beforeEach(async () => {
  world = await createAwsWorld({ rolesPerAccount: 120 });
  iam = world.iam(world.root);
});
afterEach(() => world.aws.close());

const allowAll = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
const create = (RoleName: string, more: object = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(account), ...more }));

test("a role is read back as it was created", async () => {
  await create("admin", {
    Path: "/curfew/aws-prod/",
    Description: 'Alice\'s <admin> & "more"\r\n',
    MaxSessionDuration: 7_200,
    Tags: [
      { Key: "who", Value: "alice" },
      { Key: "empty", Value: "" },
    ],
  });
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "admin" }));
  expect(Role).toEqual({
    Path: "/curfew/aws-prod/",
    RoleName: "admin",
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${account}:role/curfew/aws-prod/admin`,
    CreateDate: new Date(start),
    AssumeRolePolicyDocument: encodeURIComponent(trust(`arn:aws:iam::${account}:root`)),
    Description: 'Alice\'s <admin> & "more"\r\n',
    MaxSessionDuration: 7_200,
    Tags: [
      { Key: "empty", Value: "" },
      { Key: "who", Value: "alice" },
    ],
    RoleLastUsed: {},
  });
});

test("documents come back percent-encoded by RFC 3986, character for character", async () => {
  await create("admin");
  const text = `{"Version":"2012-10-17",\n "Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:username":["é<>&'()!* +%"]}}}]}`;
  await iam.send(new PutRolePolicyCommand({ RoleName: "admin", PolicyName: "odd=,.@-", PolicyDocument: text }));
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: "admin", PolicyName: "odd=,.@-" }));
  expect(PolicyDocument).toMatch(/^[A-Za-z0-9\-._~%]+$/);
  expect(decodeURIComponent(PolicyDocument ?? "")).toBe(text);
});

test("policies are put, listed, replaced, attached and taken away", async () => {
  await create("admin");
  const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  for (const PolicyName of ["b", "a"]) {
    await iam.send(new PutRolePolicyCommand({ RoleName: "admin", PolicyName, PolicyDocument: allowAll }));
  }
  await iam.send(new AttachRolePolicyCommand({ RoleName: "admin", PolicyArn: arn }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "admin", PolicyArn: arn }));
  const inline = await iam.send(new ListRolePoliciesCommand({ RoleName: "admin" }));
  expect(inline.PolicyNames).toEqual(["a", "b"]);
  const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "admin" }));
  expect(attached.AttachedPolicies).toEqual([{ PolicyName: "ReadOnlyAccess", PolicyArn: arn }]);

  const remove = () => iam.send(new DeleteRoleCommand({ RoleName: "admin" }));
  await expect(remove()).rejects.toMatchObject({
    name: "DeleteConflictException",
    message: "Cannot delete entity, must detach all policies first.",
    $metadata: { httpStatusCode: 409 },
  });
  await iam.send(new DetachRolePolicyCommand({ RoleName: "admin", PolicyArn: arn }));
  await expect(remove()).rejects.toMatchObject({ message: "Cannot delete entity, must delete policies first." });
  for (const PolicyName of ["b", "a"]) await iam.send(new DeleteRolePolicyCommand({ RoleName: "admin", PolicyName }));
  await remove();
  await expect(remove()).rejects.toMatchObject({
    name: "NoSuchEntityException",
    message: "The role with name admin cannot be found.",
    $metadata: { httpStatusCode: 404 },
  });
});

test("what is gone cannot be taken away again", async () => {
  await create("admin");
  await expect(
    iam.send(new DetachRolePolicyCommand({ RoleName: "admin", PolicyArn: "arn:aws:iam::aws:policy/SecurityAudit" })),
  ).rejects.toMatchObject({ name: "NoSuchEntityException" });
  await expect(iam.send(new DeleteRolePolicyCommand({ RoleName: "admin", PolicyName: "x" }))).rejects.toMatchObject({
    message: "The role policy with name x cannot be found.",
  });
});

test("a name is taken whatever its case", async () => {
  await create("admin");
  await expect(create("Admin")).rejects.toMatchObject({
    name: "EntityAlreadyExistsException",
    message: "Role with name Admin already exists.",
    $metadata: { httpStatusCode: 409 },
  });
});

test("tags are added, replaced without regard to case, and removed", async () => {
  await create("admin", { Tags: [{ Key: "Who", Value: "alice" }] });
  await iam.send(
    new TagRoleCommand({
      RoleName: "admin",
      Tags: [
        { Key: "who", Value: "bob" },
        { Key: "until", Value: "2026-11-22T18:00:00Z" },
      ],
    }),
  );
  const read = async () => (await iam.send(new ListRoleTagsCommand({ RoleName: "admin" }))).Tags;
  expect(await read()).toEqual([
    { Key: "until", Value: "2026-11-22T18:00:00Z" },
    { Key: "who", Value: "bob" },
  ]);
  await iam.send(new UntagRoleCommand({ RoleName: "admin", TagKeys: ["who", "absent"] }));
  expect(await read()).toEqual([{ Key: "until", Value: "2026-11-22T18:00:00Z" }]);
});

test("whoever makes a role with tags, or tags one, has to be allowed to tag and to list tags", async () => {
  const all = ["iam:CreateRole", "iam:TagRole", "iam:ListRoleTags"];
  const AssumeRolePolicyDocument = trust(account);
  const Tags = [{ Key: "who", Value: "alice" }];
  for (const denied of [...all, "none"]) {
    const Action = all.filter((action) => action !== denied);
    const policy = { Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource: "*" } };
    const name = denied.replace("iam:", "");
    const maker = world.iam(world.aws.createUser(account, { name, policies: [policy] }));
    const creation = maker.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument, Tags }));
    if (denied === "none") await creation;
    else await expect(creation).rejects.toThrow(`is not authorized to perform: ${denied} on resource`);
    if (denied === "iam:CreateRole") continue;
    const RoleName = `${name}-untagged`;
    await maker.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const tagging = maker.send(new TagRoleCommand({ RoleName, Tags }));
    if (denied === "none") await tagging;
    else await expect(tagging).rejects.toThrow(`is not authorized to perform: ${denied} on resource`);
  }
});

test("a trust policy and a session's longest duration can be changed", async () => {
  await create("admin");
  const document = trust(account, { DateLessThan: { "aws:CurrentTime": "2026-11-22T18:00:00Z" } });
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "admin", PolicyDocument: document }));
  await iam.send(new UpdateRoleCommand({ RoleName: "admin", MaxSessionDuration: 43_200 }));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "admin" }));
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toContain('"DateLessThan"');
  expect(Role?.MaxSessionDuration).toBe(43_200);
});

test("listings come in the order of names, in pages, by path", async () => {
  await Promise.all(
    Array.from({ length: 105 }, (_, index) => {
      const name = `r${String((index * 37) % 105).padStart(3, "0")}`;
      const Path = index % 2 === 0 ? "/curfew/a/" : "/other/";
      return create(name, { Path, Tags: [{ Key: "n", Value: name }] });
    }),
  );
  const first = await iam.send(new ListRolesCommand({}));
  expect(first.Roles?.length).toBe(100);
  expect(first.IsTruncated).toBe(true);
  expect(first.Roles?.[0]?.Tags).toBeUndefined();

  const names: (string | undefined)[] = [];
  for await (const page of paginateListRoles({ client: iam, pageSize: 7 }, { PathPrefix: "/curfew/" })) {
    names.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName));
  }
  expect(names.length).toBe(53);
  expect(names).toEqual([...names].sort());

  const pages: number[] = [];
  const seen = new Set<string | undefined>();
  for await (const page of paginateGetAccountAuthorizationDetails({ client: iam }, { Filter: ["Role"] })) {
    pages.push(page.RoleDetailList?.length ?? 0);
    for (const role of page.RoleDetailList ?? []) {
      seen.add(role.RoleName);
      expect(role.Tags).toEqual([{ Key: "n", Value: role.RoleName }]);
    }
  }
  expect(pages).toEqual([100, 5]);
  expect(seen.size).toBe(105);
});

test("a page continues rightly when its last item was deleted meanwhile", async () => {
  for (const name of ["a", "b", "c"]) await create(name);
  const first = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], MaxItems: 2 }));
  await iam.send(new DeleteRoleCommand({ RoleName: "b" }));
  const second = await iam.send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], MaxItems: 2, Marker: first.Marker }),
  );
  expect(second.RoleDetailList?.map(({ RoleName }) => RoleName)).toEqual(["c"]);
  expect(second.IsTruncated).toBe(false);
});
