import { describe, expect, test } from "vitest";
import { isAllowed, permit } from "../../src/core/permit.js";
import type { Change, EndCause, Plan, RevokeChange } from "../../src/model/plan.js";
import { binding, held, NOW } from "./world.js";

const NOBODY_EXPLAINS = { explained: () => false, allowMassRevoke: false };

function revocation(who: string, because: EndCause = "drift"): RevokeChange {
  return { action: "revoke", held: held({ who, name: who }), because };
}

function planOf(...changes: readonly Change[]): Plan {
  return { system: "aws-prod", changes };
}

const FOUR = ["a", "b", "c", "d"].map((who) => revocation(who));

describe("permit", () => {
  test("lets three unexplained revocations through, however few bindings there are", () => {
    const plan = planOf(...FOUR.slice(1));
    expect(permit(plan, { held: 3, ...NOBODY_EXPLAINS })).toMatchObject({
      permitted: plan,
      heldBack: [],
      findings: [],
    });
  });

  test("lets a quarter of the bindings through, however many they are", () => {
    expect(permit(planOf(...FOUR), { held: 16, ...NOBODY_EXPLAINS }).heldBack).toEqual([]);
    expect(permit(planOf(...FOUR), { held: 15, ...NOBODY_EXPLAINS }).heldBack).toEqual(FOUR);
  });

  test("says how many it holds back, and by which name they may be allowed", () => {
    const { permitted, id, findings } = permit(planOf(...FOUR), { held: 4, ...NOBODY_EXPLAINS });
    expect(permitted.changes).toEqual([]);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(findings).toMatchObject([{ code: "revocations-held-back", args: { count: 4, of: 4, plan: id } }]);
  });

  test("never holds back an expiry or a return", () => {
    const plan = planOf(...FOUR, revocation("e", "expired"), revocation("f", "returned"));
    expect(permit(plan, { held: 6, ...NOBODY_EXPLAINS }).permitted.changes).toEqual(plan.changes.slice(4));
  });

  test("neither counts nor holds back what an approved pull request explains", () => {
    const explained = ({ held }: RevokeChange) => held.who === "a";
    expect(permit(planOf(...FOUR), { held: 4, explained, allowMassRevoke: false }).heldBack).toEqual([]);
    const plan = planOf(...FOUR, revocation("e"));
    expect(permit(plan, { held: 5, explained, allowMassRevoke: false }).permitted.changes).toEqual([FOUR[0]]);
  });

  test("holds back with a revocation what was to take its place, and nothing else", () => {
    const replacing: Change = { action: "grant", binding: binding({ who: "A" }), because: "new" };
    const other: Change = { action: "grant", binding: binding({ who: "zoe" }), because: "new" };
    const expired: RevokeChange = { ...revocation("a", "expired"), held: held({ who: "a", name: "old" }) };
    const { permitted, heldBack } = permit(planOf(...FOUR, expired, replacing, other), { held: 5, ...NOBODY_EXPLAINS });
    expect(permitted.changes).toEqual([expired, other]);
    expect(heldBack).toEqual([...FOUR, replacing]);
  });

  test("lets all through when it is allowed", () => {
    const plan = planOf(...FOUR);
    expect(permit(plan, { held: 4, explained: () => false, allowMassRevoke: true }).permitted).toEqual(plan);
  });

  test("names the same revocations alike, and others otherwise", () => {
    const limits = { held: 4, ...NOBODY_EXPLAINS };
    const grant: Change = { action: "grant", binding: binding(), because: "new" };
    expect(permit(planOf(...FOUR, grant), limits).id).toBe(permit(planOf(...FOUR), limits).id);
    expect(permit(planOf(...FOUR.slice(1), revocation("e")), limits).id).not.toBe(permit(planOf(...FOUR), limits).id);
  });
});

describe("what somebody has allowed to end", () => {
  const allowed = { kind: "allowed", at: NOW, plan: "0f1e2d3c4b5a6978", by: "dana" } as const;
  const one = held();
  const { who, what, request, commit } = one;

  test("is what that merge gave to that person, whatever the case of their name", () => {
    expect(isAllowed(one, [{ ...allowed, who: who.toUpperCase(), what, request, commit }])).toBe(true);
    expect(isAllowed(one, [])).toBe(false);
  });

  test("is nothing else: not for somebody else, nor another role, nor by another merge or request", () => {
    const line = { ...allowed, who, what, request, commit };
    const others = [
      { ...line, who: "zoe" },
      { ...line, what: "aws-prod/other" as const },
      { ...line, commit: "9".repeat(40) },
      { ...line, request: "access/requests/aws-prod/2026/11/22/other.yaml" },
    ];
    expect(others.filter((each) => isAllowed(one, [each]))).toEqual([]);
  });
});
