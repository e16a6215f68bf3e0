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

it.each([1, 5])(
  "granting %i and looking whether each is seen costs the pages, and the same for each",
  async (count) => {
    const provider = await account.connect();
    const bindings = Array.from({ length: count }, (_, index) => {
      const { arn } = account.sandbox.createUser(ACCOUNT, { name: `person-${index}` });
      return aBinding(`person-${index}`, "aws-prod/operator", arn);
    });
    await provider.observe(NOW);
    const calls = await callsOf(async () => {
      await provider.observe(NOW);
      for (const binding of bindings) {
        expect((await grant(provider, binding)).result.outcome).toBe("done");
        expect(await provider.settling?.seen(binding)).toBe(true);
      }
    });
    expect(calls).toHaveLength(1 + count * (5 + 5));
    const held = (await provider.observe(NOW)).held;
    const revocations = await callsOf(async () => {
      await provider.observe(NOW);
      for (const one of held) await provider.revoke({ action: "revoke", held: one, because: "expired" });
    });
    expect(revocations).toHaveLength(1 + count * 8);
  },
);

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
