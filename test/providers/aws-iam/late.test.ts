import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { later } from "../../../src/model/instant.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { aSystem, NOW, REPOSITORY } from "../a-system.js";
import { environmentOf, openAccount, system, type TestAccount } from "./account.js";

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

/** A provider that waits by moving the sandbox's clock, and how long it has waited. */
async function patient() {
  let waited = 0;
  const provider = await kind.open({
    system,
    repository: REPOSITORY,
    environment: environmentOf(account.sandbox.url, account.curfew),
    retries: 0,
    retryDelay: 0,
    pause: async (milliseconds) => {
      waited += milliseconds;
      account.clock.moveTo(account.clock.now() + milliseconds);
    },
  });
  return { provider, waited: () => waited };
}

describe("while changes are seen late", () => {
  it("a grant is waited for until it is seen as a whole", async () => {
    const { provider, waited } = await patient();
    account.sandbox.delayChanges({ seconds: 4 });
    const [binding] = account.bindings;
    const { result } = await provider.grant({ action: "grant", binding, because: "new" });
    expect(result).toEqual({ outcome: "done" });
    expect((await provider.observe(NOW)).held).toEqual([]);
    expect(await provider.settling?.seen(binding)).toBe(true);
    expect(waited()).toBeGreaterThanOrEqual(4_000);
    expect((await provider.observe(NOW)).held).toMatchObject([{ whole: true }]);
  });

  it("not all of it is not enough: a role without its permissions is not seen", async () => {
    const { provider } = await patient();
    const [binding] = account.bindings;
    await provider.grant({ action: "grant", binding, because: "new" });
    expect(await provider.settling?.seen(binding)).toBe(true);
    const { RoleDetailList = [] } = await account.root.getAccountAuthorizationDetails({ Filter: ["Role"] });
    const RoleName = RoleDetailList[0]?.RoleName ?? "";
    await account.root.detachRolePolicy({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
    expect(await provider.settling?.seen(binding)).toBe(false);
    expect(await provider.settling?.seen(account.bindings[1])).toBe(false);
  });

  it("the waiting has an end, within some seconds", async () => {
    const { provider, waited } = await patient();
    account.sandbox.delayChanges({ seconds: 3600 });
    const [binding] = account.bindings;
    await provider.grant({ action: "grant", binding, because: "new" });
    expect(await provider.settling?.seen(binding)).toBe(false);
    expect(waited()).toBeLessThanOrEqual(10_000);
  });

  it("an extension is waited for, too: what is seen is the old end", async () => {
    const { provider } = await patient();
    const [binding] = account.bindings;
    await provider.grant({ action: "grant", binding, because: "new" });
    const [held] = (await provider.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    account.sandbox.delayChanges({ seconds: 5 });
    const longer = { ...binding, until: later(binding.until, 600) };
    await provider.grant({ action: "extend", binding: longer, held, because: "grants" });
    expect((await provider.observe(NOW)).held).toMatchObject([{ until: binding.until }]);
    expect(await provider.settling?.seen(longer)).toBe(true);
    expect((await provider.observe(NOW)).held).toMatchObject([{ until: longer.until }]);
  });

  it("a grant that is made again is one role, and says that it does not show yet", async () => {
    const { provider } = await patient();
    account.sandbox.delayChanges({ seconds: 60 });
    const [binding] = account.bindings;
    await provider.grant({ action: "grant", binding, because: "new" });
    const { result } = await provider.grant({ action: "grant", binding, because: "new" });
    expect(result).toMatchObject({
      outcome: "failed",
      transient: true,
      error: expect.stringContaining("does not show yet"),
    });
    account.sandbox.delayChanges(undefined);
    expect((await provider.observe(NOW)).held).toMatchObject([{ whole: true }]);
    expect(await provider.grant({ action: "grant", binding, because: "new" })).toMatchObject({
      result: { outcome: "unchanged" },
    });
  });

  it.each(["role", "group"])(
    "a grant of what was just revoked, and still shows, is tried again: a %s",
    async (mode) => {
      const statements = [{ actions: ["iam:ListUsers"], resources: ["*"] }];
      const provider = await account.connect({
        system: aSystem({ ...system, roles: { operator: { mode, statements } } }),
      });
      const [binding] = account.bindings;
      await provider.grant({ action: "grant", binding, because: "new" });
      const [held] = (await provider.observe(NOW)).held;
      if (!held) throw new Error("nothing held");
      account.sandbox.delayChanges({ seconds: 60 });
      expect((await provider.revoke({ action: "revoke", held, because: "returned" })).result).toEqual({
        outcome: "done",
      });
      const next = { ...binding, until: later(binding.until, 600), request: "access/requests/aws-prod/next.yaml" };
      const { result } = await provider.grant({ action: "grant", binding: next, because: "new" });
      // AWS knows no path of what is gone, and so refuses.
      expect(result).toMatchObject({
        outcome: "failed",
        transient: true,
        error: expect.stringContaining("AccessDenied"),
      });
      account.sandbox.delayChanges(undefined);
      expect((await provider.grant({ action: "grant", binding: next, because: "new" })).result).toEqual({
        outcome: "done",
      });
    },
  );

  it("a revocation that is made again is tried until it is seen that nothing is left", async () => {
    const { provider } = await patient();
    const [binding] = account.bindings;
    await provider.grant({ action: "grant", binding, because: "new" });
    const [held] = (await provider.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    account.sandbox.delayChanges({ seconds: 60 });
    const revocation = { action: "revoke", held, because: "expired" } as const;
    expect((await provider.revoke(revocation)).result).toEqual({ outcome: "done" });
    expect((await provider.observe(NOW)).held).toHaveLength(1);
    // AWS knows no path of what is gone, and so refuses.
    expect((await provider.revoke(revocation)).result).toMatchObject({ outcome: "failed", transient: true });
    account.sandbox.delayChanges(undefined);
    expect((await provider.revoke(revocation)).result).toEqual({ outcome: "unchanged" });
  });
});
