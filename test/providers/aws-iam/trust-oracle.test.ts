import { runSimulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, later } from "../../../src/model/instant.js";
import type { Demands } from "../../../src/providers/aws-iam/demands.js";
import { type Identity, readIdentity } from "../../../src/providers/aws-iam/identity.js";
import { trustPolicy } from "../../../src/providers/aws-iam/trust-policy.js";
import { contextOf } from "../../../src/sandbox/aws/judge/context.js";
import { judge } from "../../../src/sandbox/aws/judge/judge.js";
import { readPolicy } from "../../../src/sandbox/aws/judge/read-policy.js";
import type { Principal } from "../../../src/sandbox/aws/judge/statement.js";
import { contextOfAction } from "../../../src/sandbox/aws/sts/action-context.js";
import { NOW } from "../a-system.js";

/*
 * The trust policies that roles get, read by three: the sandbox's judge, @cloud-copilot/iam-simulate, and plain words.
 * All is known of each call that AWS knows of one; the evaluator leaves out, and so do we, what AWS's own list of actions
 * and keys does not give the action that is judged. Of OIDC providers it knows the keys of some alone, so that one of them
 * stands for all.
 */

const ACCOUNT = "123456789012";
const RESERVED = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/curfew/aws-prod/alice-admin-01234567`;
const UNTIL = later(NOW, 3600);
const AUDIENCE = "curfew";

/** Somebody who comes to the door: who they are to AWS, and what their provider says of them. */
interface Comer {
  readonly says: string;
  readonly principal: Principal;
  readonly keys: Readonly<Record<string, string>>;
}

function user(name: string): Comer {
  const arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
  const principal = { kind: "user", account: ACCOUNT, arn, roleArn: undefined } as const;
  return { says: arn, principal, keys: { "aws:PrincipalArn": arn, "aws:userid": "AIDA0123456789ABCDEFG" } };
}

/** `suffix` is of the role's name, where it has one. */
function session(roleArn: string, suffix: string, name: string): Comer {
  const role = roleArn.slice(roleArn.lastIndexOf("/") + 1) + suffix;
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`;
  const full = roleArn + suffix;
  const keys = { "aws:PrincipalArn": full, "aws:userid": `AROA0123456789ABCDEFG:${name}` };
  const says = suffix === "" ? arn : `${roleArn}#${name}`;
  return { says, principal: { kind: "session", account: ACCOUNT, arn, roleArn: full }, keys };
}

function vouched(kind: "saml" | "oidc", subject: string, audience: string): Comer {
  const arn = `arn:aws:iam::${ACCOUNT}:${kind}-provider/${kind === "saml" ? "okta" : "accounts.google.com"}`;
  const prefix = kind === "saml" ? "SAML" : "accounts.google.com";
  const keys = { [`${prefix}:sub`]: subject, [`${prefix}:aud`]: audience };
  const principal = { kind: "federated", account: ACCOUNT, arn, roleArn: undefined } as const;
  return { says: audience === AUDIENCE ? `${arn}#${subject}` : "nobody", principal, keys };
}

const comers: readonly Comer[] = [
  user("alice"),
  user("bob"),
  session(`arn:aws:iam::${ACCOUNT}:role/people`, "", "alice"),
  session(`arn:aws:iam::${ACCOUNT}:role/people`, "", "bob"),
  ...["Ops", "Ops_Admin"].flatMap((set) =>
    ["alice", "bob", "malice"].map((name) => session(`${RESERVED}${set}`, "_0123456789abcdef", name)),
  ),
  ...(["saml", "oidc"] as const).flatMap((kind) => [
    vouched(kind, "alice", AUDIENCE),
    vouched(kind, "bob", AUDIENCE),
    vouched(kind, "alice", "other"),
  ]),
];
const identities = [
  `arn:aws:iam::${ACCOUNT}:user/alice`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/people/alice`,
  `${RESERVED}Ops#alice`,
  `arn:aws:iam::${ACCOUNT}:saml-provider/okta#alice`,
  `arn:aws:iam::${ACCOUNT}:oidc-provider/accounts.google.com#alice`,
];

/** Mostly the first. */
function mostly<Value>(first: Value, ...others: readonly Value[]): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const situation = fc
  .record({
    identity: fc.constantFrom(...identities),
    stranger: fc.constantFrom(undefined, undefined, ...comers),
    from: fc.constantFrom(undefined, NOW),
    now: mostly(later(NOW, 60), later(NOW, -1), NOW, UNTIL, later(UNTIL, -1)),
    mfa: fc.constantFrom(undefined, { within: undefined }, { within: 900 }),
    source: fc.constantFrom(undefined, "alice"),
    tags: fc.constantFrom<Readonly<Record<string, string>>>({}, { request: "one" }, { request: "one", who: "alice" }),
    brings: fc.record({
      mfa: mostly<number | "false" | undefined>(60, 899, 900, "false", undefined),
      source: mostly<string | undefined>("as asked", "alice", "bob", undefined),
      tags: mostly<Readonly<Record<string, string>> | undefined>(
        undefined,
        {},
        { request: "one" },
        { request: "two" },
        { request: "one", who: "alice", team: "root" },
      ),
    }),
  })
  .map(({ stranger, brings, ...rest }) => ({
    ...rest,
    brings: { ...brings, source: brings.source === "as asked" ? rest.source : brings.source },
    comer: stranger ?? comers.find(({ says }) => says === rest.identity) ?? user("nobody"),
  }));

type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never;

/** What the documentation of the settings promises, in plain words. */
function shouldEnter({ identity, comer, from, now, mfa, source, tags, brings }: Situation): boolean {
  const brought = brings.tags ?? tags;
  const sameTags = JSON.stringify(Object.entries(brought).sort()) === JSON.stringify(Object.entries(tags).sort());
  const fresh = typeof brings.mfa === "number" && brings.mfa < (mfa?.within ?? Number.POSITIVE_INFINITY);
  return (
    comer.says === identity &&
    (from === undefined || now >= from) &&
    now < UNTIL &&
    (mfa === undefined || fresh) &&
    (source === undefined ? brings.source === undefined : brings.source === source) &&
    sameTags
  );
}

function contextFor({ comer, now, tags, brings }: Situation): Readonly<Record<string, string | string[]>> {
  const brought = Object.entries(brings.tags ?? tags);
  return {
    ...comer.keys,
    "aws:CurrentTime": formatInstant(now),
    ...(brings.mfa === undefined ? {} : { "aws:MultiFactorAuthPresent": String(brings.mfa !== "false") }),
    ...(typeof brings.mfa === "number" ? { "aws:MultiFactorAuthAge": String(brings.mfa) } : {}),
    ...(brings.source === undefined ? {} : { "sts:SourceIdentity": brings.source }),
    ...(brought.length === 0 ? {} : { "aws:TagKeys": brought.map(([key]) => key) }),
    ...Object.fromEntries(brought.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
}

async function answersOf(one: Situation): Promise<{ readonly judge: boolean; readonly evaluator: boolean }> {
  const { comer, identity, from, mfa, source, tags, brings } = one;
  const demands: Demands = { mfa, sourceIdentity: source, tags: new Map(Object.entries(tags)), audience: AUDIENCE };
  const window = { ...(from === undefined ? {} : { from }), until: UNTIL };
  const trust = trustPolicy(readIdentity(identity) as Identity, window, demands);
  const keys = contextFor(one);
  const entrances = { saml: "sts:AssumeRoleWithSAML", oidc: "sts:AssumeRoleWithWebIdentity", other: "sts:AssumeRole" };
  const kind = comer.principal.arn.includes(":saml-")
    ? "saml"
    : comer.principal.arn.includes(":oidc-")
      ? "oidc"
      : "other";
  const everywhere = Object.fromEntries(
    Object.entries(keys).filter(([key]) => /^aws:(?:CurrentTime|MultiFactor|Principal|userid)/.test(key)),
  );
  const actions = [
    entrances[kind],
    ...(keys["aws:TagKeys"] === undefined ? [] : ["sts:TagSession"]),
    ...(brings.source === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
  const all = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:*", Resource: "*" }] } as const;
  const own = kind === "other" ? [all] : [];
  const judged = actions.map(
    (action) =>
      judge(
        {
          principal: comer.principal,
          action,
          resource: ROLE,
          context: contextOf(contextOfAction(action, keys), everywhere),
        },
        {
          identity: own.map((document) => readPolicy(JSON.stringify(document), "identity")),
          boundary: undefined,
          session: undefined,
          resource: readPolicy(JSON.stringify(trust), "trust"),
        },
      ).verdict === "allow",
  );
  const evaluated: boolean[] = [];
  for (const action of actions) {
    const result = await runSimulation(
      {
        request: {
          principal: comer.principal.arn,
          action,
          resource: { resource: ROLE, accountId: ACCOUNT },
          contextVariables: keys,
        },
        identityPolicies: own.map((policy) => ({ name: "own", policy })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: trust,
      },
      {},
    );
    if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
    evaluated.push(result.overallResult === "Allowed");
  }
  return { judge: judged.every(Boolean), evaluator: evaluated.every(Boolean) };
}

test("the judge, an independent evaluator and plain words agree on whom a trust policy lets in", async () => {
  const seen = { in: 0, out: 0 };
  await fc.assert(
    fc.asyncProperty(situation, async (one) => {
      const wanted = shouldEnter(one);
      seen[wanted ? "in" : "out"] += 1;
      expect(await answersOf(one)).toEqual({ judge: wanted, evaluator: wanted });
    }),
    { numRuns: 400 },
  );
  expect(seen.in).toBeGreaterThan(20);
  expect(seen.out).toBeGreaterThan(20);
});
