import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plan } from "../../../src/core/plan.js";
import type { Binding } from "../../../src/model/binding.js";
import { type Instant, instantOf } from "../../../src/model/instant.js";
import type { System } from "../../../src/model/system.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { applyPlan } from "../../../src/run/apply-plan.js";
import { systemQuotaFindings } from "../../../src/run/quota-findings.js";
import { defaultQuotas } from "../../../src/sandbox/aws/state/quotas.js";
import { contextOf } from "../../findings/contexts.js";
import { aBinding, aSystem, HOUR, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, openAccount, system, type TestAccount } from "./account.js";

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

/** A role whose own statements have so many resources of 100 characters. */
function systemWith(resources: number): System {
  const arn = (index: number) => `arn:aws:s3:::${String(index).padStart(87, "x")}`;
  const statement = {
    actions: ["s3:GetObject"],
    resources: Array.from({ length: resources }, (_, index) => arn(index)),
  };
  return aSystem({ ...system, roles: { wide: { statements: [statement] } } });
}

async function grant(of: System, binding: Binding) {
  const provider = await account.connect({ system: of });
  return (await provider.grant({ action: "grant", binding, because: "new" })).result;
}

function excesses(of: System, binding: Binding): readonly string[] {
  return (kind.excesses?.(of, binding, REPOSITORY) ?? []).map(({ part, limit, received }) => {
    expect(received).toBeGreaterThan(limit);
    return part;
  });
}

describe("what AWS would refuse is known before anybody approves", () => {
  it("inline policies: one resource less is granted, one more is refused by both", async () => {
    const binding = aBinding("alice", "aws-prod/wide", account.alice.arn);
    const most = Array.from({ length: 100 }, (_, count) => count + 1).findLast(
      (count) => excesses(systemWith(count), binding).length === 0,
    );
    expect(most).toBeGreaterThan(50);
    expect(await grant(systemWith(most ?? 0), binding)).toEqual({ outcome: "done" });
    const over = systemWith((most ?? 0) + 1);
    expect(excesses(over, binding)).toEqual(["its inline policies, with the one that ends it,"]);
    expect(await grant(over, binding)).toMatchObject({
      outcome: "failed",
      transient: false,
      error: expect.stringContaining("LimitExceeded"),
    });
  });

  it("managed policies: ten are granted, eleven are refused by both", async () => {
    const arns: string[] = [];
    for (let index = 0; index < 11; index += 1) {
      const PolicyDocument = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }],
      });
      const { Policy } = await account.root.createPolicy({ PolicyName: `part-${index}`, PolicyDocument });
      arns.push(Policy?.Arn ?? "");
    }
    const binding = aBinding("alice", "aws-prod/many", account.alice.arn);
    const systemOf = (count: number) => aSystem({ ...system, roles: { many: { policies: arns.slice(0, count) } } });
    expect(excesses(systemOf(10), binding)).toEqual([]);
    expect(await grant(systemOf(10), binding)).toEqual({ outcome: "done" });
    expect(excesses(systemOf(11), binding)).toEqual(["its managed policies"]);
    expect(await grant(systemOf(11), binding)).toMatchObject({ outcome: "failed", transient: false });
  });

  it("tags: a path that takes more than fifty of them is refused by both", async () => {
    const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
    const pathOf = (length: number) => ({ ...binding, request: "r".repeat(length) });
    expect(excesses(system, pathOf(44 * 256))).toEqual([]);
    expect(await grant(system, pathOf(44 * 256))).toEqual({ outcome: "done" });
    expect(excesses(system, pathOf(44 * 256 + 1))).toEqual(["its tags"]);
    const other = { ...pathOf(44 * 256 + 1), who: "bob" };
    expect(await grant(system, other)).toMatchObject({ outcome: "failed", transient: false });
  });

  it("trust: an identity that makes the trust policy too long", () => {
    const identity = `arn:aws:iam::123456789012:user/${"p".repeat(1_900)}/alice`;
    expect(excesses(system, aBinding("alice", "aws-prod/admin", identity))).toEqual(["its trust policy"]);
  });

  it("names are as short as they must be, whoever asks for what", () => {
    const name = "n".repeat(40);
    const long = aSystem({
      ...system,
      name,
      roles: { [name]: { policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] } },
    });
    expect(excesses(long, aBinding("a".repeat(39), `${name}/${name}`, account.alice.arn))).toEqual([]);
  });
});

describe("how many there may be at a time, as the sandbox counts them", () => {
  const limitsOf = (of: System, binding: Binding) =>
    (kind.quotas?.(of, binding) ?? []).map(({ of: whose, unit, limit }) => [whose, unit, limit]);
  const groups = aSystem({
    ...system,
    roles: Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [
        `group-${String(index).padStart(2, "0")}`,
        { mode: "group", statements: [{ actions: ["rds:RebootDBInstance"], resources: ["*"] }] },
      ]),
    ),
  });

  it("roles and groups of the account, and the groups of one user", () => {
    const { alice } = account;
    expect(limitsOf(system, aBinding("alice", "aws-prod/admin", alice.arn))).toEqual([
      [`account ${ACCOUNT}`, "IAM roles", defaultQuotas.rolesPerAccount],
    ]);
    expect(limitsOf(groups, aBinding("alice", "aws-prod/group-00", alice.arn))).toEqual([
      [alice.arn, "IAM groups", defaultQuotas.groupsPerUser],
      [`account ${ACCOUNT}`, "IAM groups", defaultQuotas.groupsPerAccount],
    ]);
  });

  it("the account's, as the system's file says it", () => {
    const raised = { ...groups, settings: { ...groups.settings, quotas: { groups: 500 } } };
    const [, [, , limit] = []] = limitsOf(raised, aBinding("alice", "aws-prod/group-00", account.alice.arn));
    expect(limit).toBe(500);
  });

  it("the eleventh group of a user is a failed receipt that says why, others are granted, and once there is room it is, too", async () => {
    const provider = await account.connect({ system: groups });
    const bob = { ...account.bindings[1], what: "aws-prod/group-00" } as const;
    const alices = [...groups.roles.keys()].map((role, index) => ({
      ...aBinding("alice", `aws-prod/${role}`, account.alice.arn),
      // The first of them ends before the others.
      until: instantOf(NOW + (index === 0 ? 1 : 2) * HOUR),
    }));
    const reconciled = async (now: Instant) => {
      const { held } = await provider.observe(now);
      const desired = [...alices, bob].filter(({ until }) => now < until);
      const changes = plan({
        system: groups.name,
        desired,
        held,
        now,
        ending: () => "expired",
        kept: [],
        frozen: false,
      });
      return applyPlan(
        contextOf(),
        { system: groups, provider, plan: changes },
        { lines: [], now, intended: Promise.resolve() },
      );
    };
    const { receipts, findings, retry } = await reconciled(NOW);
    const failed = receipts.filter(({ result }) => result.outcome !== "done");
    expect(receipts).toHaveLength(12);
    expect(failed).toMatchObject([
      {
        who: "alice",
        action: "grant",
        result: {
          outcome: "failed",
          transient: false,
          error: "AddUserToGroup: LimitExceeded: Cannot exceed quota for GroupsPerUser: 10",
        },
      },
    ]);
    expect([findings, retry]).toMatchObject([[{ code: "change-failed", args: { what: failed[0]?.what } }], false]);
    // While nothing ends, that one is tried again, and nothing else is touched.
    expect((await reconciled(NOW)).receipts).toMatchObject([{ what: failed[0]?.what, result: { outcome: "failed" } }]);

    const later = instantOf(NOW + HOUR);
    await reconciled(later);
    await reconciled(later);
    const { held } = await provider.observe(later);
    expect(held.map(({ whole }) => whole)).toEqual(Array.from({ length: 11 }, () => true));
    expect((await reconciled(later)).receipts).toEqual([]);
  });
});

describe("a system's file", () => {
  const ground = { kind: async () => kind, repository: REPOSITORY };

  it("is at fault where nobody could ever be granted a role of it", async () => {
    const systems = new Map([["aws-prod", systemWith(200)]]);
    expect(await systemQuotaFindings(ground, systems)).toMatchObject([
      { code: "over-quota", severity: "error", path: "access/systems/aws-prod.yaml", args: { what: "aws-prod/wide" } },
    ]);
  });

  it("is not where somebody could", async () => {
    expect(await systemQuotaFindings(ground, new Map([["aws-prod", system]]))).toEqual([]);
  });
});
