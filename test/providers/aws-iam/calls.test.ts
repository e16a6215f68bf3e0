import { afterEach, beforeEach, expect, it } from "vitest";
import type { Binding } from "../../../src/model/binding.js";
import { later } from "../../../src/model/instant.js";
import type { Provider } from "../../../src/ports/provider.js";
import { aBinding, NOW } from "../a-system.js";
import { ACCOUNT, openAccount, type TestAccount } from "./account.js";

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

async function callsOf(run: () => Promise<unknown>): Promise<readonly string[]> {
  const before = account.calls().length;
  await run();
  return account.calls().slice(before);
}

function grant(provider: Provider, binding: Binding) {
  return provider.grant({ action: "grant", binding, because: "new" });
}

it("250 bindings are observed in one call, and the account is asked for once a provider", async () => {
  const provider = await account.connect();
  const people = Array.from({ length: 250 }, (_, index) => `person-${index}`);
  await Promise.all(
    people.map(async (name) => {
      const { arn } = account.sandbox.createUser(ACCOUNT, { name });
      expect((await grant(provider, aBinding(name, "aws-prod/operator", arn))).result.outcome).toBe("done");
    }),
  );
  expect(account.calls().filter((name) => name === "sts:GetCallerIdentity")).toHaveLength(1);
  const fresh = await account.connect();
  const calls = await callsOf(async () => {
    const { held, strangers } = await fresh.observe(NOW);
    expect(held.filter(({ whole }) => whole)).toHaveLength(250);
    expect(strangers).toEqual([]);
  });
  expect(calls).toEqual(["sts:GetCallerIdentity", "iam:GetAccountAuthorizationDetails"]);
});

it("more roles than a page holds are observed all, in as many calls as there are pages", async () => {
  await account.close();
  account = await openAccount({ quotas: { rolesPerAccount: 5_000 } });
  const provider = await account.connect();
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: account.alice.arn }, Action: "sts:AssumeRole" }],
  });
  for (const start of [0, 500]) {
    const names = Array.from({ length: 500 }, (_, index) => `aaa-${start + index}`);
    await Promise.all(names.map((RoleName) => account.root.createRole({ RoleName, AssumeRolePolicyDocument })));
  }
  await grant(provider, account.bindings[0]);
  const calls = await callsOf(async () => expect((await provider.observe(NOW)).held).toHaveLength(1));
  expect(calls).toEqual(["iam:GetAccountAuthorizationDetails", "iam:GetAccountAuthorizationDetails"]);
});

it("a grant makes one call a part, after asking once whether it is there", async () => {
  const provider = await account.connect();
  expect(await callsOf(() => grant(provider, account.bindings[0]))).toEqual([
    "sts:GetCallerIdentity",
    "iam:GetRole",
    "iam:CreateRole",
    "iam:PutRolePolicy",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
  ]);
});

it("extending and shortening write the deadline, then trust, then tags", async () => {
  const provider = await account.connect();
  const [binding] = account.bindings;
  await grant(provider, binding);
  const [held] = (await provider.observe(NOW)).held;
  if (!held) throw new Error("nothing held");
  for (const [action, seconds] of [
    ["extend", 600],
    ["shorten", -600],
  ] as const) {
    const calls = await callsOf(() =>
      provider.grant({
        action,
        binding: { ...binding, until: later(binding.until, seconds) },
        held,
        because: "grants",
      }),
    );
    expect(calls.filter((name) => !/:(Get|List)/.test(name))).toEqual([
      "iam:PutRolePolicy",
      "iam:UpdateAssumeRolePolicy",
      "iam:TagRole",
    ]);
    expect(calls.length).toBeLessThan(10);
  }
});

it("a revocation denies everything with its first change", async () => {
  const provider = await account.connect();
  await grant(provider, account.bindings[0]);
  const [held] = (await provider.observe(NOW)).held;
  if (!held) throw new Error("nothing held");
  const calls = await callsOf(() => provider.revoke({ action: "revoke", held, because: "expired" }));
  expect(calls.filter((name) => !/:(Get|List)/.test(name))).toEqual([
    "iam:PutRolePolicy",
    "iam:DetachRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:DeleteRole",
  ]);
});
