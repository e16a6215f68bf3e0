import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KIND_SCHEMAS } from "../../../src/generated/kinds.js";
import type { System } from "../../../src/model/system.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import type { PolicyDocument, Statement } from "../../../src/providers/aws-iam/policy-document.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { systemsIn } from "../../../src/run/examine.js";
import { aSystem, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, ADMINISTRATOR, openAccount, system, type TestAccount } from "./account.js";
import { answerOf, assume, iamOf, stsOf } from "./holder.js";
import { live } from "./life.js";
import { snapshotOf } from "./snapshot.js";

const RDS = "arn:aws:iam::aws:policy/AmazonRDSFullAccess";
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const STATEMENTS = [{ actions: ["rds:RebootDBInstance"], resources: ["*"] }];

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount({ quotas: { inlinePerUser: 10_240 } });
});
afterEach(() => account.close());

function systemOf(settings: object, roles: Parameters<typeof aSystem>[0]["roles"]): System {
  return aSystem({ ...system, settings: { account: ACCOUNT, ...settings }, roles });
}

const SYSTEMS: Readonly<Record<string, System>> = {
  "without a boundary": systemOf({}, { admin: { policies: [ADMINISTRATOR] }, operator: { statements: STATEMENTS } }),
  "with a boundary for all": systemOf(
    { boundary: RDS },
    { admin: { policies: [ADMINISTRATOR], statements: STATEMENTS } },
  ),
  "with two boundaries": systemOf(
    { boundary: RDS },
    { admin: { policies: [ADMINISTRATOR, RDS], boundary: ADMINISTRATOR }, operator: { statements: STATEMENTS } },
  ),
  "with a boundary for some": systemOf(
    {},
    { admin: { policies: [ADMINISTRATOR], boundary: RDS }, operator: { statements: STATEMENTS } },
  ),
  "with a group": systemOf({}, { operator: { mode: "group", statements: STATEMENTS } }),
  "with a role and a group": systemOf(
    {},
    { admin: { policies: [ADMINISTRATOR] }, operator: { mode: "group", statements: STATEMENTS } },
  ),
  "without managed policies": systemOf({}, { operator: { statements: STATEMENTS } }),
};

function needed(of: System): PolicyDocument {
  const needs = kind.needs?.(of) ?? [];
  expect(needs).toHaveLength(1);
  return needs[0]?.policy as PolicyDocument;
}

/** The policy with one thing taken from it, and what that was. */
interface Lesser {
  readonly without: string;
  readonly policy: PolicyDocument;
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

/** Every way to take one thing from it: an action, a value of a condition, or the reach of a statement. */
function lesser(policy: PolicyDocument): readonly Lesser[] {
  const ours = `arn:aws:iam::${ACCOUNT}:role/curfew/${system.name}/*`;
  return policy.Statement.flatMap((statement, index): readonly Lesser[] => {
    const instead = (without: string, changes: Partial<Statement>): Lesser => ({
      without,
      policy: { ...policy, Statement: policy.Statement.with(index, { ...statement, ...changes }) },
    });
    const actions = list(statement.Action);
    const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).flatMap(([key, values]) =>
        list(values).map((value) =>
          instead(`${key} ${value}`, {
            Condition: { [operator]: { [key]: list(values).map((one) => (one === value ? `${one}-other` : one)) } },
          }),
        ),
      ),
    );
    return [
      ...actions.map((action) =>
        instead(action, { Action: actions.map((one) => (one === action ? "iam:ListGroups" : one)) }),
      ),
      ...conditions,
      ...(statement.Resource === ours
        ? []
        : [instead(`${statement.Resource} for ${statement.Sid}`, { Resource: ours })]),
    ];
  });
}

describe.each(Object.entries(SYSTEMS))("what Curfew says that it needs for a system %s", (_, of) => {
  it("is enough for the whole life of a grant", async () => {
    const provider = await account.connect({ system: of });
    expect(await live(account, of, provider)).toBeUndefined();
    expect((await provider.observe(NOW)).strangers).toEqual([]);
  }, 120_000);

  it.each(lesser(needed(of)))("is not enough without $without", async ({ without, policy }) => {
    const provider = await account.connect({ system: of });
    await account.allow(policy);
    const failed = await live(account, of, provider);
    expect(failed).toContain("AccessDenied");
    if (/^iam:\w+$/.test(without)) expect(failed).toContain(`perform: ${without} `);
  });
});

/** Each of the changes that Curfew makes, at a role that is none of ours. */
function changesAt(RoleName: string): readonly [string, (iam: ReturnType<typeof iamOf>) => Promise<unknown>][] {
  return [
    ["AttachRolePolicy", (iam) => iam.attachRolePolicy({ RoleName, PolicyArn: ADMINISTRATOR })],
    ["DeleteRole", (iam) => iam.deleteRole({ RoleName })],
    ["DeleteRolePermissionsBoundary", (iam) => iam.deleteRolePermissionsBoundary({ RoleName })],
    ["DeleteRolePolicy", (iam) => iam.deleteRolePolicy({ RoleName, PolicyName: "theirs" })],
    ["DetachRolePolicy", (iam) => iam.detachRolePolicy({ RoleName, PolicyArn: READ_ONLY })],
    ["PutRolePermissionsBoundary", (iam) => iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: RDS })],
    ["PutRolePolicy", (iam) => iam.putRolePolicy({ RoleName, PolicyName: "x", PolicyDocument: ALLOW_ALL })],
    ["TagRole", (iam) => iam.tagRole({ RoleName, Tags: [{ Key: "who", Value: "mallory" }] })],
    ["UntagRole", (iam) => iam.untagRole({ RoleName, TagKeys: ["owner"] })],
    [
      "UpdateAssumeRolePolicy",
      (iam) => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trusting(account.curfew.arn) }),
    ],
    ["UpdateRole", (iam) => iam.updateRole({ RoleName, MaxSessionDuration: 43_200 })],
  ];
}

const ALLOW_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

function trusting(arn: string): string {
  const statement = { Effect: "Allow", Principal: { AWS: arn }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

describe("with what Curfew needs nobody can", () => {
  it.each(["/", "/service/", "/curfew/", "/curfew/aws-test/", "/curfew/aws-prod-2/", "/team/curfew/aws-prod/"])(
    "make or change a role under %s",
    async (Path) => {
      await account.root.createRole({
        RoleName: "theirs",
        Path,
        AssumeRolePolicyDocument: trusting(account.alice.arn),
        PermissionsBoundary: READ_ONLY,
        Tags: [{ Key: "owner", Value: "others" }],
      });
      await account.root.attachRolePolicy({ RoleName: "theirs", PolicyArn: READ_ONLY });
      await account.root.putRolePolicy({ RoleName: "theirs", PolicyName: "theirs", PolicyDocument: ALLOW_ALL });
      const before = await snapshotOf(account.root);
      for (const of of Object.values(SYSTEMS)) {
        await account.connect({ system: of });
        const iam = iamOf(account.sandbox.url, account.curfew);
        for (const [name, change] of changesAt("theirs")) {
          expect([name, await answerOf(change(iam))]).toEqual([name, "AccessDenied"]);
        }
        const made = { RoleName: "new", Path, AssumeRolePolicyDocument: trusting(account.curfew.arn) };
        expect(await answerOf(iam.createRole(made))).toBe("AccessDenied");
        expect(await answerOf(iam.createRole({ ...made, PermissionsBoundary: RDS }))).toBe("AccessDenied");
      }
      expect(await snapshotOf(account.root)).toEqual(before);
    },
  );
});

const OURS = { Path: "/curfew/aws-prod/", RoleName: "mine" };

describe("with what Curfew needs where all have a boundary nobody can", () => {
  const bounded = SYSTEMS["with a boundary for all"] ?? system;

  it("make a role without it, or with another, nor take it away", async () => {
    await account.connect({ system: bounded });
    const iam = iamOf(account.sandbox.url, account.curfew);
    const made = { ...OURS, AssumeRolePolicyDocument: trusting(account.curfew.arn) };
    expect(await answerOf(iam.createRole(made))).toBe("AccessDenied");
    expect(await answerOf(iam.createRole({ ...made, PermissionsBoundary: ADMINISTRATOR }))).toBe("AccessDenied");
    expect(await answerOf(iam.createRole({ ...made, PermissionsBoundary: RDS }))).toBe("allowed");
    const { RoleName } = OURS;
    const other = { RoleName, PermissionsBoundary: ADMINISTRATOR };
    expect(await answerOf(iam.putRolePermissionsBoundary(other))).toBe("AccessDenied");
    expect(await answerOf(iam.deleteRolePermissionsBoundary({ RoleName }))).toBe("AccessDenied");
  });

  it("do more than it allows, by a role of their own making", async () => {
    await account.connect({ system: bounded });
    const iam = iamOf(account.sandbox.url, account.curfew);
    const made = { ...OURS, AssumeRolePolicyDocument: trusting(account.curfew.arn), PermissionsBoundary: RDS };
    const { Role } = await iam.createRole(made);
    await iam.putRolePolicy({ RoleName: OURS.RoleName, PolicyName: "x", PolicyDocument: ALLOW_ALL });
    const session = await assume(account.sandbox.url, account.curfew, Role?.Arn ?? "");
    const holder = iamOf(account.sandbox.url, session);
    expect(await answerOf(holder.listUsers({}))).toBe("AccessDenied");
    expect(await answerOf(holder.createAccessKey({ UserName: "alice" }))).toBe("AccessDenied");
  });
});

it("with what Curfew needs nobody can attach a policy that no role of the system names", async () => {
  await account.connect({ system: SYSTEMS["without a boundary"] ?? system });
  const iam = iamOf(account.sandbox.url, account.curfew);
  await iam.createRole({ ...OURS, AssumeRolePolicyDocument: trusting(account.curfew.arn) });
  const { RoleName } = OURS;
  expect(await answerOf(iam.attachRolePolicy({ RoleName, PolicyArn: RDS }))).toBe("AccessDenied");
  expect(await answerOf(iam.attachRolePolicy({ RoleName, PolicyArn: ADMINISTRATOR }))).toBe("allowed");
});

it("with what Curfew needs nobody can touch users, groups or policies, or be somebody else", async () => {
  const mine = { PolicyName: "mine", PolicyDocument: ALLOW_ALL };
  await account.root.createGroup({ GroupName: "staff" });
  for (const of of Object.values(SYSTEMS)) {
    await account.connect({ system: of });
    const iam = iamOf(account.sandbox.url, account.curfew);
    const sts = stsOf(account.sandbox.url, account.curfew);
    const answers = await Promise.all(
      [
        iam.createUser({ UserName: "mallory" }),
        iam.createAccessKey({ UserName: "alice" }),
        iam.putUserPolicy({ UserName: "curfew", ...mine }),
        iam.attachUserPolicy({ UserName: "curfew", PolicyArn: ADMINISTRATOR }),
        iam.createPolicy(mine),
        iam.putGroupPolicy({ GroupName: "staff", ...mine }),
        iam.addUserToGroup({ GroupName: "staff", UserName: "curfew" }),
        sts.assumeRole({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/admin`, RoleSessionName: "mallory" }),
      ].map(answerOf),
    );
    expect(new Set(answers)).toEqual(new Set(["AccessDenied"]));
  }
});

describe("what is read of a role is allowed for all of them, since what is not seen has no path", () => {
  it.each(["ListRolePolicies", "GetRolePolicy", "ListAttachedRolePolicies"])(
    "%s of a role that is gone meanwhile: not there, in place of not allowed",
    async (name) => {
      const policy = needed(system);
      const provider = await account.connect();
      const [binding] = account.bindings;
      const RoleName = roleName(REPOSITORY, binding);
      for (const [narrowed, expected] of [
        [false, "false"],
        [true, expect.stringMatching(new RegExp(`^${name}: AccessDenied`))],
      ] as const) {
        await account.allow(narrowed ? readingOursAlone(policy, `iam:${name}`) : policy);
        await provider.grant({ action: "grant", binding, because: "new" });
        account.sandbox.delayChanges({ seconds: 60 });
        const [held] = (await provider.observe(NOW)).held;
        if (!held) throw new Error("nothing held");
        await provider.revoke({ action: "revoke", held, because: "expired" });
        account.faults.inject({ mode: "throttle", match: (call) => call.name === `iam:${name}` && passing(60_000) });
        const seen = await provider.settling?.seen(binding).catch((error: unknown) => (error as Error).message);
        expect(String(seen)).toEqual(expected);
        account.faults.clear();
        account.sandbox.delayChanges(undefined);
        expect(await answerOf(account.root.getRole({ RoleName }))).toBe("NoSuchEntityException");
      }
    },
  );
});

/** Lets so much time pass, and says no. */
function passing(milliseconds: number): boolean {
  account.clock.moveTo(account.clock.now() + milliseconds);
  return false;
}

function readingOursAlone(policy: PolicyDocument, action: string): PolicyDocument {
  const Resource = `arn:aws:iam::${ACCOUNT}:role/curfew/${system.name}/*`;
  return {
    ...policy,
    Statement: [
      ...policy.Statement.map((statement) => ({
        ...statement,
        Action: list(statement.Action).filter((one) => one !== action),
      })),
      { Effect: "Allow", Action: action, Resource },
    ],
  };
}

describe("of a system that is reached through a role", () => {
  const through = `arn:aws:iam::${ACCOUNT}:role/curfew`;

  it("the role needs what a system needs, and the credentials nothing but to take it on", () => {
    const of = systemOf({ through }, { admin: { policies: [ADMINISTRATOR] } });
    const direct = systemOf({}, { admin: { policies: [ADMINISTRATOR] } });
    expect(kind.needs?.(of)).toEqual([
      { holder: through, policy: needed(direct) },
      {
        holder: "the credentials that Curfew runs with",
        policy: {
          Version: "2012-10-17",
          Statement: [{ Sid: "TakeOnTheRole", Effect: "Allow", Action: "sts:AssumeRole", Resource: through }],
        },
      },
    ]);
  });
});

it("names the partition of the system's own people", () => {
  const of: System = { ...system, identity: `arn:aws-us-gov:iam::${ACCOUNT}:saml-provider/okta#{email}` };
  const { Statement: statements } = needed(of);
  const arns = statements.flatMap(({ Resource }) => list(Resource)).filter((resource) => resource !== "*");
  expect(arns.length).toBeGreaterThan(1);
  expect(arns.filter((arn) => !arn.startsWith(`arn:aws-us-gov:iam::${ACCOUNT}:role/`))).toEqual([]);
});

it("the README shows what its example needs", () => {
  const readme = readFileSync(new URL("../../../src/providers/aws-iam/README.md", import.meta.url), "utf8");
  const [, example = ""] = /```yaml\n# (access\/systems\/aws-prod\.yaml\n.*?)```/s.exec(readme) ?? [];
  const [path = "", ...lines] = example.split("\n");
  const people = { path: "access/people.yaml", mode: "100644", bytes: new TextEncoder().encode("people: {}\n") };
  const file = { path, mode: "100644", bytes: new TextEncoder().encode(lines.join("\n")) };
  const { systems, findings } = systemsIn([people, file], KIND_SCHEMAS);
  expect(findings).toEqual([]);
  const [shown] = systems;
  if (!shown) throw new Error("the README has no example of a system");
  const [, policy = ""] = /```json\n(.*?)\n```/s.exec(readme) ?? [];
  expect(policy).toBe(JSON.stringify(needed(shown), null, 2));
});
