import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AwsWorld, account, createAwsWorld, trust } from "./world.js";

let world: AwsWorld;
let iam: IAMClient;
beforeAll(async () => {
  world = await createAwsWorld();
  iam = world.iam(world.root);
  world.aws.createUser(account, { name: "alice" });
  await create({ RoleName: "admin" });
});
afterAll(() => world.aws.close());

const create = (input: object) =>
  iam.send(new CreateRoleCommand({ RoleName: "other", AssumeRolePolicyDocument: trust(account), ...input }));

/** A policy of exactly so many characters that are not white space. */
function policyOf(size: number): string {
  const text = (resource: string) =>
    JSON.stringify(
      { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: resource }] },
      null,
      4,
    );
  const bare = text("arn:aws:s3:::").replaceAll(/\s/g, "").length;
  return text(`arn:aws:s3:::${"x".repeat(size - bare)}`);
}

test.each([
  ["a name of 65 characters", { RoleName: "x".repeat(65) }, "length less than or equal to 64"],
  ["an empty name", { RoleName: "" }, "length greater than or equal to 1"],
  [
    "a name with a space",
    { RoleName: "a b" },
    "must contain only alphanumeric characters and/or the following: +=,.@_-",
  ],
  ["a name with a slash", { RoleName: "a/b" }, "must contain only alphanumeric characters"],
  ["a path without a slash at the end", { Path: "/curfew" }, "must begin and end with /"],
  ["a path of 513 characters", { Path: `/${"x".repeat(511)}/` }, "length less than or equal to 512"],
  ["a session of under an hour", { MaxSessionDuration: 3_599 }, "value greater than or equal to 3600"],
  ["a session of over twelve hours", { MaxSessionDuration: 43_201 }, "value less than or equal to 43200"],
  ["a long description", { Description: "x".repeat(1_001) }, "length less than or equal to 1000"],
  ["a description in Greek", { Description: "λόγος" }, "regular expression pattern"],
  [
    "a tag's key of 129 characters",
    { Tags: [{ Key: "x".repeat(129), Value: "" }] },
    "length less than or equal to 128",
  ],
  [
    "a tag's value of 257 characters",
    { Tags: [{ Key: "x", Value: "x".repeat(257) }] },
    "length less than or equal to 256",
  ],
  ["a tag's value with a bracket", { Tags: [{ Key: "x", Value: "<x>" }] }, "regular expression pattern"],
])("%s is a ValidationError", async (_title, input, message) => {
  await expect(create(input)).rejects.toMatchObject({
    name: "ValidationError",
    message: expect.stringContaining(message),
    $metadata: { httpStatusCode: 400 },
  });
});

test("a name may be 64 characters of any allowed kind", async () => {
  await create({ RoleName: `az09+=,.@_-${"x".repeat(53)}` });
});

test("tags may hold letters of every script, and not twice the same key", async () => {
  await iam.send(new TagRoleCommand({ RoleName: "admin", Tags: [{ Key: "Κλειδί 1", Value: "日本語 _.:/=+-@" }] }));
  await expect(
    iam.send(
      new TagRoleCommand({
        RoleName: "admin",
        Tags: [
          { Key: "who", Value: "a" },
          { Key: "Who", Value: "b" },
        ],
      }),
    ),
  ).rejects.toMatchObject({ name: "InvalidInputException", message: expect.stringContaining("Duplicate tag keys") });
  await expect(
    iam.send(new TagRoleCommand({ RoleName: "admin", Tags: [{ Key: "aws:x", Value: "" }] })),
  ).rejects.toMatchObject({ name: "InvalidInputException" });
});

test("a role has at most 50 tags", async () => {
  await create({ RoleName: "tagged" });
  const tags = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({ Key: `k${from + index}`, Value: "v" }));
  await iam.send(new TagRoleCommand({ RoleName: "tagged", Tags: tags(0, 50) }));
  await expect(iam.send(new TagRoleCommand({ RoleName: "tagged", Tags: tags(49, 51) }))).rejects.toMatchObject({
    name: "LimitExceededException",
    $metadata: { httpStatusCode: 409 },
  });
});

test("a role's inline policies are at most 10,240 characters together, white space aside", async () => {
  const put = (PolicyName: string, size: number) =>
    iam.send(new PutRolePolicyCommand({ RoleName: "admin", PolicyName, PolicyDocument: policyOf(size) }));
  await put("one", 8_000);
  await put("one", 8_000);
  await put("two", 2_240);
  await expect(put("two", 2_241)).rejects.toMatchObject({
    name: "LimitExceededException",
    message: "Maximum policy size of 10240 bytes exceeded for role admin",
  });
});

test("a user's inline policies are at most 2,048 characters, a managed policy 6,144", async () => {
  const put = (size: number) =>
    iam.send(new PutUserPolicyCommand({ UserName: "alice", PolicyName: "p", PolicyDocument: policyOf(size) }));
  await put(2_048);
  await expect(put(2_049)).rejects.toMatchObject({ name: "LimitExceededException" });
  const manage = (size: number) =>
    iam.send(new CreatePolicyCommand({ PolicyName: `p${size}`, PolicyDocument: policyOf(size) }));
  await manage(6_144);
  await expect(manage(6_145)).rejects.toMatchObject({ message: "Cannot exceed quota for PolicySize: 6144" });
});

test("a trust policy is at most 2,048 characters", async () => {
  const document = trust(account, { StringEquals: { "sts:ExternalId": "x".repeat(2_000) } });
  await expect(
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "admin", PolicyDocument: document })),
  ).rejects.toMatchObject({ name: "LimitExceededException", message: "Cannot exceed quota for ACLSizePerRole: 2048" });
});

test("a role has at most ten managed policies", async () => {
  await create({ RoleName: "attached" });
  for (let index = 0; index <= 10; index += 1) {
    const PolicyName = `managed-${index}`;
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: policyOf(200) }));
    const attach = iam.send(new AttachRolePolicyCommand({ RoleName: "attached", PolicyArn: Policy?.Arn }));
    if (index < 10) await attach;
    else await expect(attach).rejects.toMatchObject({ message: "Cannot exceed quota for PoliciesPerRole: 10" });
  }
});

test("an account has at most so many roles, a user two keys", async () => {
  const small = await createAwsWorld({ rolesPerAccount: 1 });
  const client = small.iam(small.root);
  const role = (RoleName: string) => new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(account) });
  await client.send(role("one"));
  await expect(client.send(role("two"))).rejects.toMatchObject({
    name: "LimitExceededException",
    message: "Cannot exceed quota for RolesPerAccount: 1",
  });
  await small.aws.close();
  await iam.send(new CreateAccessKeyCommand({ UserName: "alice" }));
  await expect(iam.send(new CreateAccessKeyCommand({ UserName: "alice" }))).rejects.toMatchObject({
    name: "LimitExceededException",
  });
});

const statement = { Effect: "Allow", Action: "iam:GetRole", Resource: "*" };
test.each<[string, unknown, string]>([
  ["no JSON", "{", "Syntax errors in policy."],
  ["no statement", { Version: "2012-10-17" }, "Syntax errors in policy."],
  ["an unknown element", { Statement: [{ ...statement, Actions: "*" }] }, "Syntax errors in policy."],
  ["an effect in lower case", { Statement: [{ ...statement, Effect: "allow" }] }, "Syntax errors in policy."],
  ["another version", { Version: "2020-01-01", Statement: [statement] }, "must be version 2012-10-17"],
  ["a principal", { Statement: [{ ...statement, Principal: "*" }] }, "should not specify a principal"],
  ["no resource", { Statement: [{ Effect: "Allow", Action: "*" }] }, "Policy statement must contain resources."],
  ["no action", { Statement: [{ Effect: "Allow", Resource: "*" }] }, "Policy statement must contain actions."],
  ["an action of no service", { Statement: [{ ...statement, Action: "GetRole" }] }, "must be prefaced by a vendor"],
  ["a resource that is no ARN", { Statement: [{ ...statement, Resource: "role/x" }] }, 'must be in ARN format or "*"'],
  [
    "one Sid twice",
    {
      Statement: [
        { ...statement, Sid: "a" },
        { ...statement, Sid: "a" },
      ],
    },
    "must be unique",
  ],
  ["a Sid with a space", { Statement: [{ ...statement, Sid: "a b" }] }, "must be alpha-numeric"],
  [
    "an unknown operator",
    { Statement: [{ ...statement, Condition: { StringSame: { "aws:username": "x" } } }] },
    "Invalid Condition type : StringSame.",
  ],
  [
    "a date that is none",
    { Statement: [{ ...statement, Condition: { DateLessThan: { "aws:CurrentTime": "tomorrow" } } }] },
    "Syntax errors in policy.",
  ],
])("a policy with %s is malformed", async (_title, document, message) => {
  const PolicyDocument = typeof document === "string" ? document : JSON.stringify(document);
  await expect(
    iam.send(new PutRolePolicyCommand({ RoleName: "admin", PolicyName: "x", PolicyDocument })),
  ).rejects.toMatchObject({
    name: "MalformedPolicyDocumentException",
    message: expect.stringContaining(message),
    $metadata: { httpStatusCode: 400 },
  });
});

const assume = { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" };
test.each<[string, unknown, string]>([
  ["no principal", { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }] }, "Missing required field Principal"],
  ["a resource", { Statement: [{ ...assume, Resource: "*" }] }, "Has prohibited field Resource"],
  ["another action", { Statement: [{ ...assume, Action: "iam:GetRole" }] }, "may only specify STS AssumeRole actions"],
  ...[
    `arn:aws:iam::${account}:user/nobody`,
    `arn:aws:iam::${account}:user/other/alice`,
    `arn:aws:iam::${account}:role/nobody`,
    "arn:aws:iam::999999999999:root",
    "alice",
    "arn:aws:iam::*:root",
  ].map((arn): [string, unknown, string] => [
    `the unknown principal ${arn}`,
    { Statement: [{ ...assume, Principal: { AWS: arn } }] },
    `Invalid principal in policy: "AWS":"${arn}"`,
  ]),
])("a trust policy with %s is malformed", async (_title, document, message) => {
  await expect(create({ RoleName: "never", AssumeRolePolicyDocument: JSON.stringify(document) })).rejects.toMatchObject(
    {
      name: "MalformedPolicyDocumentException",
      message: expect.stringContaining(message),
    },
  );
});
