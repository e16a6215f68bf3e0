import type { IAM } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Held } from "../../../src/model/binding.js";
import { formatInstant, later } from "../../../src/model/instant.js";
import type { Change } from "../../../src/model/plan.js";
import type { Provider } from "../../../src/ports/provider.js";
import { readDocument } from "../../../src/providers/aws-iam/policy-document.js";
import { openAccount, type TestAccount } from "./account.js";

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

/** Does a change with a cut after each of its calls in turn, and looks at the role after each cut. */
async function afterEachCut(change: Change, look: (role: RoleParts) => void): Promise<void> {
  const from = account.calls().length;
  for (let call = 1; ; call += 1) {
    const provider = await account.connect();
    const isCurfew = ({ caller }: { readonly caller: string }) => caller === account.curfew.arn;
    account.faults.inject({ mode: "lost-answer", match: isCurfew, at: call });
    account.faults.inject({ mode: "timeout", match: isCurfew, from: call + 1 });
    const { result } = await apply(provider, change);
    account.faults.clear();
    const role = await onlyRole(account.root);
    if (role) look(role);
    if (result.outcome !== "failed") break;
    expect(account.calls().length - from).toBeLessThan(500);
  }
}

function apply(provider: Provider, change: Change) {
  return change.action === "revoke" ? provider.revoke(change) : provider.grant(change);
}

interface RoleParts {
  readonly permissions: number;
  /** The policy that ends it, as text; undefined where there is none. */
  readonly deadline: string | undefined;
  readonly trust: string;
}

async function onlyRole(root: IAM): Promise<RoleParts | undefined> {
  const { RoleDetailList = [] } = await root.getAccountAuthorizationDetails({ Filter: ["Role"] });
  const role = RoleDetailList[0];
  if (!role) return undefined;
  const inline = role.RolePolicyList ?? [];
  const deadline = inline.find(({ PolicyName }) => PolicyName === "curfew-deadline");
  return {
    permissions: inline.length + (role.AttachedManagedPolicies ?? []).length - (deadline ? 1 : 0),
    deadline: deadline && JSON.stringify(readDocument(deadline.PolicyDocument)),
    trust: JSON.stringify(readDocument(role.AssumeRolePolicyDocument)),
  };
}

async function granted(): Promise<Held> {
  const provider = await account.connect();
  const [binding] = account.bindings;
  await provider.grant({ action: "grant", binding, because: "new" });
  const [held] = (await provider.observe(binding.from ?? binding.until)).held;
  if (!held) throw new Error("nothing held");
  return held;
}

describe("wherever a change is interrupted", () => {
  it("a new role has no permission without its deadline", async () => {
    const [binding] = account.bindings;
    await afterEachCut({ action: "grant", binding, because: "new" }, ({ permissions, deadline }) => {
      if (permissions > 0) expect(deadline).toContain(formatInstant(binding.until));
    });
  });

  it("a shortened role never trusts less long than it works: live sessions end first", async () => {
    const held = await granted();
    const [binding] = account.bindings;
    const shorter = { ...binding, until: later(binding.until, -3600) };
    let steps = 0;
    await afterEachCut({ action: "shorten", binding: shorter, held, because: "grants" }, ({ trust, deadline }) => {
      steps += 1;
      if (trust.includes(formatInstant(shorter.until))) expect(deadline).toContain(formatInstant(shorter.until));
    });
    expect(steps).toBeGreaterThan(5);
  });

  it("a role whose deadline was taken away has it again before anything else is repaired", async () => {
    await granted();
    const { RoleDetailList = [] } = await account.root.getAccountAuthorizationDetails({ Filter: ["Role"] });
    const RoleName = RoleDetailList[0]?.RoleName ?? "";
    const open = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    await account.root.deleteRolePolicy({ RoleName, PolicyName: "curfew-deadline" });
    await account.root.putRolePolicy({ RoleName, PolicyName: "more", PolicyDocument: JSON.stringify(open) });
    await account.root.detachRolePolicy({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
    const [binding] = account.bindings;
    let written = 0;
    await afterEachCut({ action: "grant", binding, because: "incomplete" }, ({ permissions, deadline }) => {
      if (deadline === undefined) expect(permissions).toBe(2);
      else written += 1;
    });
    expect(written).toBeGreaterThan(3);
    expect(await onlyRole(account.root)).toMatchObject({ permissions: 2 });
  });

  it("a revoked role is denied everything before any part of it goes", async () => {
    const whole = { held: await granted(), ...(await onlyRole(account.root)) };
    await afterEachCut({ action: "revoke", held: whole.held, because: "expired" }, ({ permissions, deadline }) => {
      if (permissions > 0 && permissions < (whole.permissions ?? 0)) {
        expect(deadline).toContain('"Action":"*"');
        expect(deadline).not.toContain("Condition");
      }
      if (deadline === undefined) expect(permissions).toBe(0);
    });
    expect(await onlyRole(account.root)).toBeUndefined();
  });

  it("a revoked role that AWS does not delete stays denied everything, and is deleted once it does", async () => {
    const held = await granted();
    const isDeletion = ({ name }: { readonly name: string }) => name === "iam:DeleteRole";
    account.faults.inject({ mode: "error", match: isDeletion, from: 1 });
    for (let run = 1; run <= 2; run += 1) {
      const { result } = await apply(await account.connect(), { action: "revoke", held, because: "returned" });
      expect(result).toMatchObject({ outcome: "failed", transient: true });
      const role = await onlyRole(account.root);
      expect(role).toMatchObject({ permissions: 0, deadline: expect.stringContaining('"Action":"*"') });
      expect(role?.deadline).not.toContain("Condition");
    }
    account.faults.clear();
    const { result } = await apply(await account.connect(), { action: "revoke", held, because: "returned" });
    expect(result).toEqual({ outcome: "done" });
    expect(await onlyRole(account.root)).toBeUndefined();
  });
});
