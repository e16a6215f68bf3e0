import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Binding } from "../../../src/model/binding.js";
import { awsFailure } from "../../../src/providers/aws-iam/aws-failure.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { FAULT_MODES } from "../../../src/sandbox/faults.js";
import { aBinding, aSystem, NOW, REPOSITORY } from "../a-system.js";
import {
  ACCOUNT,
  ADMINISTRATOR,
  environmentOf,
  leastPolicy,
  openAccount,
  system,
  type TestAccount,
} from "./account.js";
import { snapshotOf } from "./snapshot.js";

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

async function grant(binding: Binding, differences: Parameters<TestAccount["connect"]>[0] = {}) {
  const provider = await account.connect(differences);
  return (await provider.grant({ action: "grant", binding, because: "new" })).result;
}

describe("the wrong place", () => {
  it("another account than the system's is refused before anything is read or changed", async () => {
    const other = { ...system, settings: { account: "210987654321" } };
    const provider = await account.connect({ system: other });
    const [binding] = account.bindings;
    const error = `these credentials are of account ${ACCOUNT}, and the system is 210987654321`;
    await expect(provider.observe(NOW)).rejects.toMatchObject({ transient: false, message: error });
    expect((await provider.grant({ action: "grant", binding, because: "new" })).result).toEqual({
      outcome: "failed",
      transient: false,
      error,
    });
    const held = { ...binding, whole: true, name: "" };
    expect((await provider.revoke({ action: "revoke", held, because: "expired" })).result).toMatchObject({
      transient: false,
    });
    expect(await provider.examine()).toMatchObject([{ code: "system-unobserved", args: { error } }]);
    expect(new Set(account.calls())).toEqual(new Set(["sts:GetCallerIdentity"]));
  });

  it("a place that does not answer is transient; keys that AWS does not know are permanent", async () => {
    const [binding] = account.bindings;
    const context = { system, repository: REPOSITORY, retries: 0 };
    const nowhere = await kind.open({ ...context, environment: environmentOf("http://127.0.0.1:9", account.curfew) });
    expect((await nowhere.grant({ action: "grant", binding, because: "new" })).result).toMatchObject({
      transient: true,
    });
    const unknown = { accessKeyId: "AKIAUNKNOWNUNKNOWN00", secretAccessKey: "wrong-wrong-wrong" };
    const stranger = await kind.open({ ...context, environment: environmentOf(account.sandbox.url, unknown) });
    const { result } = await stranger.grant({ action: "grant", binding, because: "new" });
    expect(result).toMatchObject({ outcome: "failed", transient: false });
    expect(JSON.stringify(result)).not.toContain("AKIA");
  });
});

describe("what cannot be granted", () => {
  it.each(["*", `arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${ACCOUNT}:user/*`, "alice", ACCOUNT])(
    "an identity that is not one person is refused without a call: %s",
    async (identity) => {
      expect(await grant(aBinding("alice", "aws-prod/admin", identity))).toMatchObject({ transient: false });
      expect(account.calls()).toEqual([]);
    },
  );

  it.each([
    { policies: ["arn:aws:iam::210987654321:policy/theirs"] },
    { policies: [ADMINISTRATOR, "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"] },
    { policies: [ADMINISTRATOR], boundary: "arn:aws:iam::210987654321:policy/people" },
  ])("a managed policy of another place is refused without a call, and reviewers are told: %j", async (role) => {
    const elsewhere = aSystem({ ...system, roles: { admin: role } });
    const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
    expect(kind.preview(elsewhere, binding, REPOSITORY)[0]).toMatchObject({
      warning: true,
      text: expect.stringMatching(/^Cannot be granted: `arn:aws.*(?:theirs|ReadOnlyAccess|people)` is none of /),
    });
    expect(await grant(binding, { system: elsewhere })).toMatchObject({ outcome: "failed", transient: false });
    expect(account.calls()).toEqual([]);
  });

  it("a person whom the account does not know is permanent, and leaves no role", async () => {
    const result = await grant(aBinding("zoe", "aws-prod/admin", `arn:aws:iam::${ACCOUNT}:user/zoe`));
    expect(result).toMatchObject({ outcome: "failed", transient: false });
    expect(await snapshotOf(account.root)).toEqual([]);
  });

  it("a managed policy that the account does not have is permanent, and what was made so far is ended", async () => {
    const unknown = aSystem({
      ...system,
      roles: { admin: { policies: [`arn:aws:iam::${ACCOUNT}:policy/absent`] } },
    });
    const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
    expect(await grant(binding, { system: unknown })).toMatchObject({ outcome: "failed", transient: false });
    const provider = await account.connect();
    const { held } = await provider.observe(NOW);
    expect(held).toMatchObject([{ who: "alice", whole: false }]);
  });
});

describe("a call that fails", () => {
  it.each(FAULT_MODES)("once, by %s, is tried again by itself", async (mode) => {
    account.faults.inject({ mode, match: ({ caller }) => caller === account.curfew.arn, every: 2 });
    expect(await grant(account.bindings[0], { retries: 8 })).toEqual({ outcome: "done" });
    account.faults.clear();
    expect((await (await account.connect()).observe(NOW)).held).toMatchObject([{ whole: true }]);
  });

  it("always is given up after as many tries as were allowed, and one", async () => {
    account.faults.inject({ mode: "throttle", match: ({ caller }) => caller === account.curfew.arn, from: 1 });
    expect(await grant(account.bindings[0], { retries: 3 })).toMatchObject({ transient: true });
    expect(account.calls()).toHaveLength(4);
  });

  it.each(["iam:DetachRolePolicy", "iam:DeleteRolePolicy", "iam:DeleteRole"])(
    "for want of a permission, a revocation needs somebody: %s",
    async (missing) => {
      await grant(account.bindings[0]);
      const provider = await account.connect();
      const [held] = (await provider.observe(NOW)).held;
      if (!held) throw new Error("nothing held");
      const policy = leastPolicy(system);
      const without = (actions: string | readonly string[] = []) => [actions].flat().filter((one) => one !== missing);
      await account.allow({
        ...policy,
        Statement: [policy.Statement].flat().map((one) => ({ ...one, Action: without(one.Action) })),
      });
      for (const because of ["expired", "expired"] as const) {
        expect((await provider.revoke({ action: "revoke", held, because })).result).toMatchObject({
          outcome: "failed",
          transient: false,
          error: expect.stringMatching(new RegExp(`not authorized to perform: ${missing} .* allows`)),
        });
      }
      await account.allow(policy);
      expect((await provider.revoke({ action: "revoke", held, because: "expired" })).result.outcome).toBe("done");
    },
  );

  it("over a quota is asked once: it is full, and not throttled", async () => {
    await account.close();
    account = await openAccount({ quotas: { rolesPerAccount: 1 } });
    await grant(account.bindings[0]);
    const before = account.calls().length;
    const result = await grant(account.bindings[1], { retries: 8 });
    expect(result).toMatchObject({ transient: false, error: expect.stringContaining("LimitExceeded") });
    expect(account.calls().slice(before)).toEqual(["sts:GetCallerIdentity", "iam:GetRole", "iam:CreateRole"]);
  });

  it.each([
    [{ name: "Throttling" }, true],
    [{ name: "ServiceFailureException" }, true],
    [{ name: "ConcurrentModificationException" }, true],
    [{ name: "IDPCommunicationError", $metadata: { httpStatusCode: 400 } }, true],
    [{ name: "DeleteConflictException", $metadata: { httpStatusCode: 409 } }, true],
    [{ name: "Unknown", $metadata: { httpStatusCode: 503 } }, true],
    [{ name: "Error", code: "ECONNRESET" }, true],
    [{ name: "AccessDenied", $metadata: { httpStatusCode: 403 } }, false],
    [{ name: "LimitExceededException", $metadata: { httpStatusCode: 409 } }, false],
    [{ name: "MalformedPolicyDocumentException", $metadata: { httpStatusCode: 400 } }, false],
    [{ name: "CredentialsProviderError" }, false],
  ])("says whether it is worth trying again: %j", (error, transient) => {
    expect(awsFailure("CreateRole", error, []).transient).toBe(transient);
  });

  it("is told in one short line without what is secret", () => {
    const error = {
      name: "SignatureDoesNotMatch",
      message: `no:\n\u2028 AKIAIOSFODNN7EXAMPLE s3cret ${"x".repeat(900)}`,
    };
    const { message } = awsFailure("GetRole", error, ["s3cret"]);
    expect(message).toMatch(/^GetRole: SignatureDoesNotMatch: no: \[access key\] \[redacted\] x+…$/);
    expect(message.length).toBeLessThanOrEqual(300);
  });
});
