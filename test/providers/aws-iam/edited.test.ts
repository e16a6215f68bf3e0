import { afterEach, beforeEach, expect, it } from "vitest";
import type { Binding } from "../../../src/model/binding.js";
import { later } from "../../../src/model/instant.js";
import type { System } from "../../../src/model/system.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { aBinding, aSystem, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, ADMINISTRATOR, openAccount, system, type TestAccount } from "./account.js";
import { answerOf, assume, iamOf, stsOf } from "./holder.js";

const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const ARN = `arn:aws:iam::${ACCOUNT}:role/curfew/aws-prod/${roleName(REPOSITORY, { who: "alice", what: "aws-prod/admin" })}`;

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount({ quotas: { inlinePerUser: 10_240 } });
});
afterEach(() => account.close());

function allowing(...actions: readonly string[]) {
  return { statements: [{ actions, resources: ["*"] }] };
}

function systemOf(role: Readonly<Record<string, unknown>>): System {
  return aSystem({ ...system, roles: { admin: role } });
}

const LISTING_ROLES = `arn:aws:iam::${ACCOUNT}:policy/listing-roles`;
const LISTING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iam:ListRoles", Resource: "*" }],
});

/** Each lets its holder read, and neither lets them make a user. */
const EDITS = {
  "loses its boundary with a managed policy": [
    { policies: [ADMINISTRATOR], boundary: READ_ONLY, persists: true },
    { policies: [READ_ONLY], persists: true },
  ],
  "loses its boundary with a statement": [
    { ...allowing("iam:*"), boundary: READ_ONLY, persists: true },
    { ...allowing("iam:ListUsers"), persists: true },
  ],
  "gets another boundary": [
    { ...allowing("iam:List*", "iam:CreateUser"), boundary: READ_ONLY, persists: true },
    { ...allowing("iam:List*"), boundary: ADMINISTRATOR, persists: true },
  ],
  "gets a boundary and more below it": [
    { ...allowing("iam:ListUsers"), persists: true },
    { policies: [ADMINISTRATOR], boundary: READ_ONLY, persists: true },
  ],
  "may leave access behind by less": [{ policies: [ADMINISTRATOR] }, { policies: [READ_ONLY], persists: true }],
  "may leave access behind by another statement": [
    allowing("iam:ListUsers", "iam:CreateUser"),
    { ...allowing("iam:ListUsers"), persists: true },
  ],
  "asks no second factor any more for less": [
    { policies: [ADMINISTRATOR], persists: true, mfa: true },
    { policies: [READ_ONLY], persists: true },
  ],
} as const satisfies Readonly<Record<string, readonly [object, object]>>;

it("a revocation that was cut off leaves nothing that a grant of less would let last", async () => {
  const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
  const first = await account.connect({ system: systemOf({ policies: [ADMINISTRATOR] }) });
  await first.grant({ action: "grant", binding, because: "new" });
  const [held] = (await first.observe(NOW)).held;
  if (!held) throw new Error("nothing held");
  const live = iamOf(account.sandbox.url, await begun());
  account.faults.inject({ mode: "timeout", match: ({ name }) => name === "iam:DetachRolePolicy", from: 1 });
  expect((await first.revoke({ action: "revoke", held, because: "returned" })).result.outcome).toBe("failed");
  const after = await account.connect({ system: systemOf({ policies: [READ_ONLY], persists: true }) });
  expect((await after.grant({ action: "grant", binding, because: "incomplete" })).result.outcome).toBe("failed");
  account.faults.clear();
  expect(await answerOf(live.createUser({ UserName: "mallory" }))).toBe("AccessDenied");
  expect((await after.grant({ action: "grant", binding, because: "incomplete" })).result.outcome).toBe("done");
});

it("a revocation that was cut off is not undone by a grant of something else that is cut off, too", async () => {
  const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
  const first = await account.connect({ system: systemOf(allowing("iam:ListUsers")) });
  await first.grant({ action: "grant", binding, because: "new" });
  const [held] = (await first.observe(NOW)).held;
  if (!held) throw new Error("nothing held");
  const live = iamOf(account.sandbox.url, await begun());
  account.faults.inject({ mode: "timeout", match: ({ name }) => name === "iam:DeleteRolePolicy", from: 1 });
  expect((await first.revoke({ action: "revoke", held, because: "returned" })).result.outcome).toBe("failed");
  account.faults.clear();
  await everyCut(allowing("iam:ListRoles"), binding, async (call) => {
    expect([call, await answerOf(live.listUsers({}))]).toEqual([call, "AccessDenied"]);
  });
  expect(await answerOf(live.listRoles({}))).toBe("allowed");
});

it.each([
  ["another statement", allowing("iam:ListUsers"), allowing("iam:ListRoles")],
  ["another managed policy", { policies: [ADMINISTRATOR] }, allowing("iam:ListRoles")],
  ["a boundary", allowing("iam:List*"), { ...allowing("iam:List*"), boundary: LISTING_ROLES }],
  [
    "nothing to leave behind",
    { ...allowing("iam:List*"), persists: true },
    { ...allowing("iam:ListRoles"), persists: false },
  ],
  [
    "access to leave behind",
    { ...allowing("iam:ListUsers"), persists: false },
    { ...allowing("iam:ListRoles"), persists: true },
  ],
])(
  "wherever it is interrupted, what was allowed ends when it was to end: a role that is extended and gets %s",
  async (_, before, after) => {
    await account.root.createPolicy({ PolicyName: "listing-roles", PolicyDocument: LISTING });
    const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
    await (await account.connect({ system: systemOf(before) })).grant({ action: "grant", binding, because: "new" });
    account.clock.moveTo(binding.until - 60_000);
    const live = iamOf(account.sandbox.url, await begun());
    expect(await answerOf(live.listUsers({}))).toBe("allowed");
    account.clock.moveTo(binding.until);
    const longer = { ...binding, until: later(binding.until, 3600) };
    await everyCut(after, longer, async (call) => {
      expect([call, await answerOf(live.listUsers({}))]).toEqual([call, "AccessDenied"]);
    });
    expect(await answerOf(live.listRoles({}))).toBe("allowed");
  },
);

it.each(Object.entries(EDITS))(
  "wherever it is interrupted, what an edit allows is allowed before it or after it: a role that %s",
  async (_, [before, after]) => {
    const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
    const given = await (await account.connect({ system: systemOf(before) })).grant({
      action: "grant",
      binding,
      because: "new",
    });
    expect(given.result).toEqual({ outcome: "done" });
    const live = iamOf(account.sandbox.url, await begun());
    expect(await answerOf(live.listUsers({}))).toBe("allowed");
    // Of whom more was asked, more may be allowed until then.
    const mayNot = !("mfa" in before);
    let cuts = 0;
    for (let call = 1; ; call += 1) {
      const provider = await account.connect({ system: systemOf(after) });
      const isCurfew = ({ caller }: { readonly caller: string }) => caller === account.curfew.arn;
      account.faults.inject({ mode: "lost-answer", match: isCurfew, at: call });
      account.faults.inject({ mode: "timeout", match: isCurfew, from: call + 1 });
      const { result } = await provider.grant({ action: "grant", binding, because: "edited" });
      account.faults.clear();
      const isRefused = await answerOf(live.createUser({ UserName: "mallory" }));
      if (mayNot) expect([call, isRefused]).toEqual([call, "AccessDenied"]);
      const entered = await assume(account.sandbox.url, account.alice, ARN).catch(() => undefined);
      const fresh = entered && iamOf(account.sandbox.url, entered);
      if (fresh)
        expect([call, await answerOf(fresh.createUser({ UserName: "mallory" }))]).toEqual([call, "AccessDenied"]);
      if (result.outcome !== "failed") break;
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(5);
    const provider = await account.connect({ system: systemOf(after) });
    expect((await provider.observe(NOW)).held).toMatchObject([{ whole: true }]);
    expect(await answerOf(live.listUsers({}))).toBe("allowed");
  },
  30_000,
);

/** Grants with a cut after each of the calls in turn, and looks after each. */
async function everyCut(
  role: Readonly<Record<string, unknown>>,
  binding: Binding,
  look: (call: number) => Promise<void>,
): Promise<void> {
  const provider = await account.connect({ system: systemOf(role) });
  const isCurfew = ({ caller }: { readonly caller: string }) => caller === account.curfew.arn;
  for (let call = 1; ; call += 1) {
    account.faults.inject({ mode: "lost-answer", match: isCurfew, at: call });
    account.faults.inject({ mode: "timeout", match: isCurfew, from: call + 1 });
    const { result } = await provider.grant({ action: "grant", binding, because: "incomplete" });
    account.faults.clear();
    await look(call);
    if (result.outcome !== "failed") break;
    expect(call).toBeLessThan(50);
  }
}

/** With a second factor, whether it is asked for or not: so some of what is allowed is only for who brings one. */
async function begun() {
  const sts = stsOf(account.sandbox.url, account.alice);
  const { Credentials } = await sts.assumeRole({
    RoleArn: ARN,
    RoleSessionName: "holder",
    SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/alice`,
    TokenCode: "123456",
  });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
