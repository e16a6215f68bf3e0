import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Held } from "../../../src/model/binding.js";
import { later } from "../../../src/model/instant.js";
import { aBinding, NOW } from "../a-system.js";
import { ACCOUNT, openAccount, type TestAccount } from "./account.js";
import { arnOf, groupSystem } from "./groups.js";

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

describe("the calls", () => {
  async function callsOf(run: () => Promise<unknown>): Promise<readonly string[]> {
    const before = account.calls().length;
    await run();
    return account.calls().slice(before);
  }

  it("of observing are the pages alone, of a change a constant few, and the first of a revocation ends it", async () => {
    const people = Array.from({ length: 60 }, (_, index) => `person-${index}`);
    const first = await account.connect({ system: groupSystem });
    for (const name of people) {
      const { arn } = account.sandbox.createUser(ACCOUNT, { name });
      const binding = aBinding(name, "aws-prod/operator", arn);
      expect((await first.grant({ action: "grant", binding, because: "new" })).result.outcome).toBe("done");
    }
    const provider = await account.connect({ system: groupSystem });
    expect(
      await callsOf(async () => {
        expect((await provider.observe(NOW)).held.filter(({ whole }) => whole)).toHaveLength(60);
      }),
    ).toEqual(["sts:GetCallerIdentity", "iam:GetAccountAuthorizationDetails"]);
    const binding = aBinding("alice", "aws-prod/operator", account.alice.arn);
    expect(await callsOf(() => provider.grant({ action: "grant", binding, because: "new" }))).toEqual([
      "iam:GetGroup",
      "iam:GetUser",
      "iam:CreateGroup",
      "iam:PutGroupPolicy",
      "iam:AddUserToGroup",
    ]);
    const held: Held = { ...binding, whole: true, name: arnOf(binding) };
    const longer = { ...binding, until: later(binding.until, 60) };
    const changes = (calls: readonly string[]) => calls.filter((name) => !/:(Get|List)/.test(name));
    expect(
      changes(await callsOf(() => provider.grant({ action: "extend", binding: longer, held, because: "grants" }))),
    ).toEqual(["iam:PutGroupPolicy"]);
    expect(changes(await callsOf(() => provider.revoke({ action: "revoke", held, because: "expired" })))).toEqual([
      "iam:RemoveUserFromGroup",
      "iam:DeleteGroupPolicy",
      "iam:DeleteGroup",
    ]);
  });
});

describe("while changes are seen late", () => {
  it("a membership is waited for until it is seen, and a revocation made again is tried again", async () => {
    const pause = async (milliseconds: number) => account.clock.moveTo(account.clock.now() + milliseconds);
    const provider = await account.connect({ system: groupSystem, pause });
    const binding = aBinding("alice", "aws-prod/operator", account.alice.arn);
    account.sandbox.delayChanges({ seconds: 4 });
    await provider.grant({ action: "grant", binding, because: "new" });
    expect((await provider.observe(NOW)).held).toEqual([]);
    expect(await provider.settling?.seen(binding)).toBe(true);
    expect(await provider.settling?.seen({ ...binding, until: later(binding.until, 60) })).toBe(false);
    const [held] = (await provider.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    const revocation = { action: "revoke", held, because: "expired" } as const;
    account.sandbox.delayChanges({ seconds: 60 });
    expect((await provider.revoke(revocation)).result).toEqual({ outcome: "done" });
    // AWS knows no path of what is gone, and so refuses.
    expect((await provider.revoke(revocation)).result).toMatchObject({ outcome: "failed", transient: true });
    account.sandbox.delayChanges(undefined);
    expect((await provider.revoke(revocation)).result).toEqual({ outcome: "unchanged" });
  });
});
