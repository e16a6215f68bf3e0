import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Binding } from "../../../src/model/binding.js";
import type { System } from "../../../src/model/system.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { aBinding, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, ADMINISTRATOR, openAccount, type TestAccount } from "./account.js";
import { asking } from "./asking.js";
import { answerOf, assume, iamOf } from "./holder.js";

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

const NAME = roleName(REPOSITORY, { who: "alice", what: "aws-prod/admin" });

function alices(): Binding {
  return aBinding("alice", "aws-prod/admin", account.alice.arn);
}

async function grant(system: System) {
  const provider = await account.connect({ system });
  const { result } = await provider.grant({ action: "grant", binding: alices(), because: "new" });
  expect(result).toEqual({ outcome: "done" });
  expect((await provider.observe(NOW)).held).toMatchObject([{ whole: true }]);
}

describe("a permissions boundary", () => {
  const boundary = `arn:aws:iam::aws:policy/AmazonRDSFullAccess`;

  it("bounds what the role may, from its first moment on", async () => {
    await grant(asking({ boundary }));
    const arn = `arn:aws:iam::${ACCOUNT}:role/curfew/aws-prod/${NAME}`;
    const iam = iamOf(account.sandbox.url, await assume(account.sandbox.url, account.alice, arn));
    expect(await answerOf(iam.listUsers({}))).toBe("AccessDenied");
    expect(account.calls()).not.toContain("iam:PutRolePermissionsBoundary");
  });

  it.each([
    ["taken away", (RoleName: string) => account.root.deleteRolePermissionsBoundary({ RoleName })],
    [
      "changed",
      (RoleName: string) => account.root.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: ADMINISTRATOR }),
    ],
  ])("that was %s is put back before anything is given", async (_, damage) => {
    const system = asking({}, { boundary });
    await grant(system);
    await damage(NAME);
    await account.root.detachRolePolicy({ RoleName: NAME, PolicyArn: ADMINISTRATOR });
    const provider = await account.connect({ system });
    expect((await provider.observe(NOW)).held).toMatchObject([{ whole: false }]);
    const before = account.calls().length;
    await provider.grant({ action: "grant", binding: alices(), because: "incomplete" });
    const changes = account
      .calls()
      .slice(before)
      .filter((name) => /:(Put|Attach)/.test(name));
    expect(changes).toEqual(["iam:PutRolePermissionsBoundary", "iam:AttachRolePolicy"]);
    expect((await provider.observe(NOW)).held).toMatchObject([{ whole: true }]);
  });

  it("that the account does not have is permanent, and leaves no role", async () => {
    const provider = await account.connect({ system: asking({ boundary: `arn:aws:iam::${ACCOUNT}:policy/absent` }) });
    const { result } = await provider.grant({ action: "grant", binding: alices(), because: "new" });
    expect(result).toMatchObject({ outcome: "failed", transient: false });
    expect((await provider.observe(NOW)).held).toEqual([]);
  });
});
