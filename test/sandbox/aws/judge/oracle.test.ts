// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like this
import { runSimulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contextOf } from "../../../../src/sandbox/aws/judge/context.js";
import { judge } from "../../../../src/sandbox/aws/judge/judge.js";
import type { PolicyDocument, StatementDocument } from "../../../../src/sandbox/aws/judge/policy.js";
import { readPolicy } from "../../../../src/sandbox/aws/judge/read-policy.js";
import type { Principal } from "../../../../src/sandbox/aws/judge/statement.js";

/*
 * The judge against an independent evaluator of the same rules, @cloud-copilot/iam-simulate. Not generated, because the
 * two differ and AWS's documentation sides with ours or is silent:
 * - dates as epoch numbers: the evaluator compares them with milliseconds, AWS writes seconds
 *   (IAM User Guide, "Date condition operators");
 * - session policies: the evaluator's validating entry alone knows them, and lets them limit what a resource-based policy
 *   grants to a session's own ARN; "the session policy does not limit" that (same guide, "Session policies");
 * - NotPrincipal: the evaluator marks its reading of an account in it as an open question;
 * - a variable without a value in NotResource or under a negated operator: the evaluator makes the whole statement not
 *   apply; "inverted condition operators like StringNotEquals […] match against a null value" (same guide, "Policy
 *   variables with no value");
 * - ForAnyValue with IfExists: the evaluator lets the quantifier decide on an absent key; "if the key is not present,
 *   evaluate the condition element as true" (same guide, "…IfExists condition operators");
 * - requests on `*` or on patterns: the evaluator then asks whether patterns overlap, which no real call does.
 */

const account = "123456789012";
const principals: readonly Principal[] = [
  { kind: "user", account, arn: `arn:aws:iam::${account}:user/alice`, roleArn: undefined },
  { kind: "user", account, arn: `arn:aws:iam::${account}:user/ops/bob`, roleArn: undefined },
  { kind: "user", account: "999999999999", arn: "arn:aws:iam::999999999999:user/alice", roleArn: undefined },
  {
    kind: "session",
    account,
    arn: `arn:aws:sts::${account}:assumed-role/admin/alice`,
    roleArn: `arn:aws:iam::${account}:role/admin`,
  },
];
const role = `arn:aws:iam::${account}:role/admin`;
const requests = [
  ["iam:CreateRole", role],
  ["iam:GetRole", `arn:aws:iam::${account}:role/curfew/aws-prod/alice-admin`],
  ["iam:GetUser", `arn:aws:iam::${account}:user/alice`],
  ["iam:AttachRolePolicy", role],
  ["rds:FailoverDBCluster", `arn:aws:rds:us-east-1:${account}:cluster:orders-db`],
].map(([action = "", resource = ""]) => ({ action, resource, trust: undefined }));
const instants = [
  "2026-11-22T09:59:59Z",
  "2026-11-22T10:00:00Z",
  "2026-11-22T12:00:00+02:00",
  "2026-11-22T10:00:01Z",
  "2026-11-22",
];

const anyOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const oneOrMore = (values: readonly string[]) =>
  fc.oneof(anyOf(values), fc.uniqueArray(anyOf(values), { minLength: 1, maxLength: 3 }));
const actionPatterns = oneOrMore([
  ...requests.map(({ action }) => action),
  "sts:AssumeRole",
  "*",
  "iam:*",
  "iam:Get*",
  "IAM:getrole",
  "iam:?etRole",
  "iam:*Role",
  "sts:*",
]);
const resourcePatterns = oneOrMore([
  ...requests.map(({ resource }) => resource),
  "*",
  "arn:aws:iam::*:role/*",
  "arn:aws:iam::*:role/curfew/*",
  `arn:aws:iam::${account}:*`,
  `arn:aws:iam::${account}:role/admi?`,
  `arn:aws:iam::${account}:user/\${aws:username}`,
  `arn:aws:iam::${account}:role/\${aws:PrincipalTag/team}*`,
  `arn:aws:iam::${account}:role/\${aws:PrincipalTag/none, 'admin'}`,
  "arn:aws:rds:*:*:cluster:*",
  "arn:*:rds:us-*-1:*:cluster:orders-??",
]);

const set = fc.constantFrom("", "ForAnyValue:", "ForAllValues:");
const stringKeys = [
  "aws:PrincipalTag/team",
  "aws:username",
  "aws:PrincipalArn",
  "aws:TagKeys",
  "AWS:principaltag/TEAM",
];
const stringCondition = fc
  .tuple(
    fc
      .tuple(
        set,
        anyOf([
          "StringEquals",
          "StringNotEquals",
          "StringLike",
          "StringNotLike",
          "StringEqualsIgnoreCase",
          "StringNotEqualsIgnoreCase",
        ]),
        anyOf(["", "IfExists"]),
      )
      .map((parts) => parts.join(""))
      .filter((operator) => !/^ForAnyValue.*IfExists$/.test(operator)),
    anyOf(stringKeys),
    oneOrMore(["sre", "SRE", "s*", "?re", "alice", "al*", "${aws:username}", "*", "Owner", "team", "${*}"]),
  )
  .filter(([operator, , values]) => !operator.includes("Not") || !String(values).includes("${aws:username}"));
const arnCondition = fc.tuple(
  fc
    .tuple(anyOf(["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"]), anyOf(["", "IfExists"]))
    .map((parts) => parts.join("")),
  anyOf(["aws:PrincipalArn", "aws:SourceArn"]),
  oneOrMore([
    ...principals.map(({ roleArn, arn }) => roleArn ?? arn),
    "arn:aws:iam::*:user/*",
    `arn:aws:iam::${account}:role/a*`,
    "arn:aws:iam::aws:policy/*",
    "arn:*:*:*:*:*",
  ]),
);
const dateCondition = fc.tuple(
  fc
    .tuple(
      anyOf([
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
      ]),
      anyOf(["", "IfExists"]),
    )
    .map((parts) => parts.join("")),
  anyOf(["aws:CurrentTime", "aws:TokenIssueTime"]),
  oneOrMore(instants),
);
const otherCondition = fc.oneof(
  fc.tuple(
    anyOf(["Bool", "BoolIfExists"]),
    fc.constant("aws:MultiFactorAuthPresent"),
    anyOf(["true", "false", "True"]),
  ),
  fc.tuple(
    fc.constant("Null"),
    anyOf(["aws:MultiFactorAuthPresent", "aws:TagKeys", "aws:username"]),
    anyOf(["true", "false"]),
  ),
  fc.tuple(
    anyOf([
      "NumericEquals",
      "NumericNotEquals",
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericGreaterThanEqualsIfExists",
    ]),
    fc.constant("aws:MultiFactorAuthAge"),
    oneOrMore(["0", "60", "3600"]),
  ),
  fc.tuple(
    anyOf(["IpAddress", "NotIpAddress"]),
    fc.constant("aws:SourceIp"),
    oneOrMore(["10.0.0.0/8", "10.1.2.3", "192.168.0.0/16"]),
  ),
);
const conditions = fc
  .array(fc.oneof(stringCondition, arnCondition, dateCondition, otherCondition), { maxLength: 2 })
  .map((list) => {
    const block: Record<string, Record<string, string | string[]>> = {};
    for (const [operator, key, values] of list) {
      block[operator] = { ...block[operator], [key]: values };
    }
    return block;
  });

const effect = fc.oneof({ weight: 3, arbitrary: fc.constant("Allow") }, { weight: 1, arbitrary: fc.constant("Deny") });

const identityStatement: fc.Arbitrary<StatementDocument> = fc
  .record({
    effect,
    action: actionPatterns,
    notAction: fc.boolean(),
    resource: resourcePatterns,
    notResource: fc.boolean(),
    conditions,
  })
  .map(({ effect, action, notAction, resource, notResource, conditions }) => ({
    Effect: effect,
    ...(notAction ? { NotAction: action } : { Action: action }),
    ...(notResource && !/\$\{[^,}]*\}/.test(String(resource)) ? { NotResource: resource } : { Resource: resource }),
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  }));
const policyOf = (statement: fc.Arbitrary<StatementDocument>): fc.Arbitrary<PolicyDocument> =>
  fc.array(statement, { minLength: 1, maxLength: 3 }).map((Statement) => ({ Version: "2012-10-17", Statement }));
const identityPolicy = policyOf(identityStatement);

const trustPolicy = policyOf(
  fc
    .record({
      effect,
      principal: fc.oneof(
        fc.constant("*" as const),
        oneOrMore([
          "*",
          account,
          `arn:aws:iam::${account}:root`,
          "arn:aws:iam::999999999999:root",
          ...principals.flatMap(({ arn, roleArn }) => [arn, ...(roleArn ? [roleArn] : [])]),
        ]).map((AWS) => ({ AWS })),
        fc.constant({ Service: "ec2.amazonaws.com" }),
      ),
      conditions,
    })
    .map(({ effect, principal, conditions }) => ({
      Effect: effect,
      Principal: principal,
      Action: "sts:AssumeRole",
      ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
    })),
);

const context = fc.record(
  {
    "aws:PrincipalTag/team": anyOf(["sre", "dev", "admin"]),
    "aws:TagKeys": fc.uniqueArray(anyOf(["Owner", "team"]), { minLength: 2, maxLength: 2 }),
    "aws:MultiFactorAuthPresent": anyOf(["true", "false"]),
    "aws:MultiFactorAuthAge": anyOf(["0", "60", "61"]),
    "aws:TokenIssueTime": anyOf(instants),
    "aws:SourceArn": anyOf(["arn:aws:iam::aws:policy/AdministratorAccess"]),
  },
  { requiredKeys: [] },
);

const situation = fc.record({
  principal: anyOf(principals),
  instant: anyOf(instants),
  context,
  identity: fc.array(identityPolicy, { maxLength: 2 }),
  boundary: fc.option(identityPolicy, { nil: undefined, freq: 2 }),
});

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

async function compare(
  situation: Situation,
  request: { readonly action: string; readonly resource: string; readonly trust: PolicyDocument | undefined },
) {
  const { principal, identity, boundary } = situation;
  const keys = {
    ...situation.context,
    "aws:CurrentTime": situation.instant,
    "aws:SourceIp": "10.1.2.3",
    "aws:PrincipalArn": principal.roleArn ?? principal.arn,
    ...(principal.kind === "user" && { "aws:username": principal.arn.replace(/^.*\//, "") }),
  };
  const read = (document: PolicyDocument) => readPolicy(JSON.stringify(document), "identity");
  const ours = judge(
    { principal, action: request.action, resource: request.resource, context: contextOf(keys) },
    {
      identity: identity.map(read),
      boundary: boundary && read(boundary),
      session: undefined,
      resource: request.trust && readPolicy(JSON.stringify(request.trust), "trust"),
    },
  );
  const theirs = await runSimulation(
    {
      request: {
        principal: principal.arn,
        action: request.action,
        resource: { resource: request.resource, accountId: account },
        contextVariables: keys,
      },
      identityPolicies: identity.map((policy, index) => ({ name: `p${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(request.trust && { resourcePolicy: request.trust }),
      ...(boundary && { permissionBoundaryPolicies: [{ name: "boundary", policy: boundary }] }),
    },
    {},
  );
  if (theirs.resultType === "error") throw new Error(JSON.stringify(theirs.errors));
  const names = { allow: "Allowed", "explicit-deny": "ExplicitlyDenied", "implicit-deny": "ImplicitlyDenied" };
  expect(names[ours.verdict]).toBe(theirs.overallResult);
}

test("the judge and an independent evaluator agree on identity policies and boundaries", async () => {
  await fc.assert(
    fc.asyncProperty(situation, anyOf(requests), (situation, request) => compare(situation, request)),
    { numRuns: 300 },
  );
});

test("the judge and an independent evaluator agree on who may assume a role", async () => {
  await fc.assert(
    fc.asyncProperty(situation, trustPolicy, (situation, trust) =>
      compare(situation, { action: "sts:AssumeRole", resource: role, trust }),
    ),
    { numRuns: 300 },
  );
});
