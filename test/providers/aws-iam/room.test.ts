import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { System } from "../../../src/model/system.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { aBinding, aSystem, NOW, REPOSITORY } from "../a-system.js";
import { openAccount, system, type TestAccount } from "./account.js";

/** All inline policies of a role have 10,240 characters together, those of a group 5,120. */
const ROLE = 10_240;
const GROUP = 5_120;

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

function systemOf(role: Readonly<Record<string, unknown>>): System {
  return aSystem({ ...system, roles: { wide: role } });
}

function statements(length: number) {
  return [{ actions: ["s3:GetObject"], resources: [`arn:aws:s3:::${"x".repeat(length)}`] }];
}

/** A policy that fills so many characters. */
function filler(length: number): string {
  const [{ actions, resources } = { actions: [], resources: [] }] = statements(0);
  const document = (Resource: unknown) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource }] });
  return document([`${resources[0]}${"x".repeat(length - document(resources).length)}`]);
}

/** What a run makes of the binding, and how it is seen afterwards. */
async function granted(of: System) {
  const provider = await account.connect({ system: of });
  const binding = aBinding("alice", "aws-prod/wide", account.alice.arn);
  const { result } = await provider.grant({ action: "grant", binding, because: "incomplete" });
  const [held] = (await provider.observe(NOW)).held;
  return { provider, binding, result, held };
}

describe("where the room of inline policies is full, what ends access finds its place all the same", () => {
  it("in a role whose statements became fewer with the line that says `persists`", async () => {
    const before = await granted(systemOf({ statements: statements(ROLE - 600), persists: true }));
    expect([before.result, before.held?.whole]).toEqual([{ outcome: "done" }, true]);
    const after = await granted(systemOf({ statements: statements(6_000) }));
    expect([after.result, after.held?.whole]).toEqual([{ outcome: "done" }, true]);
  });

  it("in a role that somebody took the deadline from, and filled", async () => {
    const wide = systemOf({ statements: statements(100) });
    const { binding } = await granted(wide);
    const RoleName = roleName(REPOSITORY, binding);
    const fill = async () => {
      for (const PolicyName of ["curfew-deadline", "curfew-permissions"]) {
        await account.root.deleteRolePolicy({ RoleName, PolicyName });
      }
      await account.root.putRolePolicy({ RoleName, PolicyName: "full", PolicyDocument: filler(ROLE) });
    };
    await fill();
    const { provider, result, held } = await granted(wide);
    expect([result, held?.whole]).toEqual([{ outcome: "done" }, true]);
    if (!held) throw new Error("nothing held");
    await fill();
    expect((await provider.revoke({ action: "revoke", held, because: "expired" })).result.outcome).toBe("done");
    expect((await provider.observe(NOW)).held).toEqual([]);
  });

  it("in a group that somebody filled", async () => {
    const wide = systemOf({ mode: "group", statements: statements(100) });
    const { binding } = await granted(wide);
    const GroupName = roleName(REPOSITORY, binding);
    await account.root.deleteGroupPolicy({ GroupName, PolicyName: "curfew" });
    await account.root.putGroupPolicy({ GroupName, PolicyName: "full", PolicyDocument: filler(GROUP) });
    const { result, held } = await granted(wide);
    expect([result, held?.whole]).toEqual([{ outcome: "done" }, true]);
  });
});
