// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like this
import { expect, test } from "vitest";
import { type ContextEntries, contextOf } from "../../../../src/sandbox/aws/judge/context.js";
import { explainDenial } from "../../../../src/sandbox/aws/judge/denial.js";
import { glob, globParts } from "../../../../src/sandbox/aws/judge/glob.js";
import { type Judgement, judge, type Policies } from "../../../../src/sandbox/aws/judge/judge.js";
import type { StatementDocument } from "../../../../src/sandbox/aws/judge/policy.js";
import { type Grammar, readPolicy } from "../../../../src/sandbox/aws/judge/read-policy.js";
import type { Principal, Request } from "../../../../src/sandbox/aws/judge/statement.js";

const account = "123456789012";
const session: Principal = {
  kind: "session",
  account,
  arn: `arn:aws:sts::${account}:assumed-role/admin/alice`,
  roleArn: `arn:aws:iam::${account}:role/admin`,
};

function policy(statement: Partial<StatementDocument>, grammar: Grammar = "identity") {
  const full = { Effect: "Allow", ...(grammar === "identity" && { Action: "*", Resource: "*" }), ...statement };
  return readPolicy(JSON.stringify({ Version: "2012-10-17", Statement: [full] }), grammar);
}

function ask(policies: Partial<Policies>, request: Partial<Request> = {}): { judgement: Judgement; request: Request } {
  const asked: Request = {
    principal: session,
    action: "iam:GetRole",
    resource: `arn:aws:iam::${account}:role/admin`,
    context: contextOf({}),
    ...request,
  };
  const all = { identity: [], boundary: undefined, session: undefined, resource: undefined, ...policies };
  return { judgement: judge(asked, all), request: asked };
}

function meets(condition: StatementDocument["Condition"], context: ContextEntries): boolean {
  const identity = [policy({ ...(condition && { Condition: condition }) })];
  return ask({ identity }, { context: contextOf(context) }).judgement.verdict === "allow";
}

test.each<[string, NonNullable<StatementDocument["Condition"]>, ContextEntries, boolean]>([
  [
    "epoch seconds are dates",
    { DateLessThan: { "aws:CurrentTime": "1795345200" } },
    { "aws:CurrentTime": "2026-11-22T10:59:59Z" },
    true,
  ],
  [
    "and are not milliseconds",
    { DateLessThan: { "aws:CurrentTime": 1795345200 } },
    { "aws:CurrentTime": "2026-11-22T11:00:00Z" },
    false,
  ],
  [
    "aws:EpochTime is a date and a number",
    { NumericLessThan: { "aws:EpochTime": "1795345200" }, DateLessThan: { "aws:EpochTime": "2026-11-22T11:00:00Z" } },
    { "aws:EpochTime": "1795345199" },
    true,
  ],
  [
    "a variable without a value equals nothing",
    { StringEquals: { "aws:userid": "${aws:username}" } },
    { "aws:userid": "x" },
    false,
  ],
  [
    "and is unequal to everything",
    { StringNotEquals: { "aws:userid": "${aws:username}" } },
    { "aws:userid": "x" },
    true,
  ],
  [
    "a variable's wildcards are literal",
    { StringLike: { "aws:userid": "${aws:username}" } },
    { "aws:userid": "abc", "aws:username": "*" },
    false,
  ],
  ["${*} is an asterisk", { StringLike: { "aws:userid": "a${*}" } }, { "aws:userid": "a*" }, true],
  ["and nothing else", { StringLike: { "aws:userid": "a${*}" } }, { "aws:userid": "ab" }, false],
  ["StringEquals knows no wildcards", { StringEquals: { "aws:userid": "a*" } }, { "aws:userid": "ab" }, false],
  ["an absent key meets no positive operator", { Bool: { "aws:MultiFactorAuthPresent": "false" } }, {}, false],
  ["IfExists is met by an absent key", { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }, {}, true],
  ["ForAnyValue:…IfExists too", { "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": "x" } }, {}, true],
  ["ForAllValues is met by an absent key", { "ForAllValues:StringEquals": { "aws:TagKeys": "x" } }, {}, true],
  [
    "several values need a quantifier",
    { StringEquals: { "aws:TagKeys": ["a", "b"] } },
    { "aws:TagKeys": ["a", "b"] },
    false,
  ],
  [
    "an ARN's pieces are matched one by one",
    { ArnLike: { "aws:SourceArn": "arn:aws:iam::*:role/x" } },
    { "aws:SourceArn": "arn:aws:iam::1:2:role/x" },
    false,
  ],
  [
    "a network holds an address",
    { IpAddress: { "aws:SourceIp": "2001:db8::/32" } },
    { "aws:SourceIp": "2001:db8::1" },
    true,
  ],
  [
    "an address of the other kind is outside",
    { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    { "aws:SourceIp": "2001:db8::1" },
    true,
  ],
])("conditions: %s", (_title, condition, context, expected) => {
  expect(meets(condition, context)).toBe(expected);
});

test("policy variables mean nothing in a policy of the old version", () => {
  const old = readPolicy(
    JSON.stringify({
      Statement: { Effect: "Allow", Action: "*", Resource: `arn:aws:iam::${account}:user/\${aws:username}` },
    }),
    "identity",
  );
  const context = contextOf({ "aws:username": "alice" });
  const resource = `arn:aws:iam::${account}:user/alice`;
  expect(ask({ identity: [old] }, { context, resource }).judgement.verdict).toBe("implicit-deny");
});

test("an ARN that breaks off is completed with wildcards", () => {
  expect(ask({ identity: [policy({ Resource: "arn:aws:iam" })] }).judgement.verdict).toBe("allow");
  expect(ask({ identity: [policy({ Resource: "arn:aws:sts" })] }).judgement.verdict).toBe("implicit-deny");
});

test("a pattern cannot make matching hang", () => {
  expect(glob(globParts("*a".repeat(1_000)), `${"a".repeat(999)}b`)).toBe(false);
});

test("who is named by the session's ARN needs neither boundary nor session policy; by the role's, both", () => {
  const nothing = policy({ Action: "s3:*" });
  const action = "sts:AssumeRole";
  const by = (AWS: string) => policy({ Principal: { AWS }, Action: action }, "trust");
  const verdict = (policies: Partial<Policies>) => ask(policies, { action }).judgement;
  expect(verdict({ resource: by(session.arn), boundary: nothing, session: [nothing] }).verdict).toBe("allow");
  expect(verdict({ resource: by(session.roleArn ?? "") }).verdict).toBe("allow");
  expect(verdict({ resource: by(session.roleArn ?? ""), boundary: nothing })).toEqual({
    verdict: "implicit-deny",
    by: "boundary",
  });
  expect(verdict({ resource: by(session.roleArn ?? ""), session: [nothing] })).toEqual({
    verdict: "implicit-deny",
    by: "session",
  });
  expect(verdict({ resource: by(account) })).toEqual({ verdict: "implicit-deny", by: "identity" });
});

const allowed = [policy({})];
const deny = policy({ Effect: "Deny" });
test.each<[Partial<Policies>, string, string]>([
  [
    {},
    "iam:GetRole",
    `on resource: arn:aws:iam::${account}:role/admin because no identity-based policy allows the iam:GetRole action`,
  ],
  [
    { identity: [deny] },
    "iam:GetRole",
    `on resource: arn:aws:iam::${account}:role/admin with an explicit deny in an identity-based policy`,
  ],
  [
    { identity: allowed, boundary: deny },
    "iam:GetRole",
    `on resource: arn:aws:iam::${account}:role/admin with an explicit deny in a permissions boundary`,
  ],
  [
    { identity: allowed, session: [deny] },
    "iam:GetRole",
    `on resource: arn:aws:iam::${account}:role/admin with an explicit deny in a session policy`,
  ],
  [
    { identity: allowed, resource: policy({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }, "trust") },
    "sts:AssumeRole",
    "with an explicit deny in the role trust policy",
  ],
])("a denial is told in AWS's words (%#)", (policies, action, words) => {
  const { judgement, request } = ask(policies, { action });
  if (judgement.verdict === "allow") throw new Error("allowed");
  expect(explainDenial(request, judgement)).toBe(
    `User: ${session.arn} is not authorized to perform: ${action} ${words}`,
  );
});

test("the root user is stopped by nothing but another account's walls", () => {
  const root: Principal = { kind: "root", account, arn: `arn:aws:iam::${account}:root`, roleArn: undefined };
  expect(ask({}, { principal: root }).judgement.verdict).toBe("allow");
  const elsewhere = "arn:aws:iam::999999999999:role/admin";
  expect(ask({}, { principal: root, resource: elsewhere }).judgement.verdict).toBe("implicit-deny");
});
