import { IAM } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { System } from "../../../src/model/system.js";
import type { Provider } from "../../../src/ports/provider.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { aBinding, aSystem, HOUR, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, ADMINISTRATOR, environmentOf, leastPolicy, openAccount, type TestAccount } from "./account.js";
import { answerOf, assume } from "./holder.js";

/** Where the credentials come from that reach both accounts. */
const HUB = "999999999999";
const OTHER = "210987654321";
const MINUTE = 60_000;

let account: TestAccount;
let hub: ReturnType<TestAccount["sandbox"]["createUser"]>;
const roots = new Map<string, IAM>();
beforeEach(async () => {
  account = await openAccount();
  const { sandbox } = account;
  sandbox.createAccount(HUB);
  const keys = sandbox.createAccount(OTHER);
  roots.set(OTHER, new IAM({ endpoint: sandbox.url, region: "us-east-1", credentials: keys }));
  roots.set(ACCOUNT, account.root);
  const may = { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/curfew" };
  hub = sandbox.createUser(HUB, { name: "curfew", policies: [{ Version: "2012-10-17", Statement: may }] });
  for (const [number, root] of roots) await createCurfewRole(root, systemIn(number));
});
afterEach(async () => {
  vi.useRealTimers();
  roots.get(OTHER)?.destroy();
  await account.close();
});

async function createCurfewRole(root: IAM, system: System): Promise<void> {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: hub.arn },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "s3cret-id" } },
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await root.createRole({ RoleName: "curfew", AssumeRolePolicyDocument });
  const PolicyDocument = JSON.stringify(leastPolicy(system));
  await root.putRolePolicy({ RoleName: "curfew", PolicyName: "least", PolicyDocument });
}

function systemIn(number: string, settings: object = {}): System {
  return aSystem({
    name: number === OTHER ? "aws-test" : "aws-prod",
    kind: "aws-iam",
    identity: `arn:aws:iam::${number}:user/{login}`,
    settings: { account: number, through: `arn:aws:iam::${number}:role/curfew`, ...settings },
    roles: { admin: { policies: [ADMINISTRATOR] } },
  });
}

function connect(system: System, environment: object = { CURFEW_EXTERNAL_ID: "s3cret-id" }): Promise<Provider> {
  return kind.open({
    system,
    repository: REPOSITORY,
    environment: { ...environmentOf(account.sandbox.url, hub), ...environment },
    retries: 0,
    retryDelay: 0,
  });
}

function callers(name: string): readonly string[] {
  return account.faults.calls.filter((call) => call.name === name).map(({ caller }) => caller);
}

describe("several accounts by one set of credentials", () => {
  it("each holds its own, and its people get in", async () => {
    const alice = account.sandbox.createUser(OTHER, { name: "alice" });
    const here = await connect(systemIn(ACCOUNT));
    const there = await connect(systemIn(OTHER));
    const bindings = [
      aBinding("alice", "aws-prod/admin", account.alice.arn),
      aBinding("alice", "aws-test/admin", alice.arn),
    ] as const;
    for (const [provider, binding] of [
      [here, bindings[0]],
      [there, bindings[1]],
    ] as const) {
      expect((await provider.grant({ action: "grant", binding, because: "new" })).result).toEqual({ outcome: "done" });
      expect((await provider.observe(NOW)).held).toMatchObject([{ what: binding.what, whole: true }]);
    }
    const arn = `arn:aws:iam::${OTHER}:role/curfew/aws-test/${roleName(REPOSITORY, bindings[1])}`;
    expect(await answerOf(assume(account.sandbox.url, alice, arn))).toBe("allowed");
    expect(new Set(callers("iam:CreateRole"))).toEqual(
      new Set([
        ...[...callers("iam:CreateRole")].filter((caller) => caller.endsWith(":root")),
        `arn:aws:sts::${ACCOUNT}:assumed-role/curfew/curfew-aws-prod`,
        `arn:aws:sts::${OTHER}:assumed-role/curfew/curfew-aws-test`,
      ]),
    );
    expect(callers("sts:AssumeRole").filter((caller) => caller === hub.arn)).toHaveLength(2);
    const [held] = (await there.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    await there.revoke({ action: "revoke", held, because: "expired" });
    expect((await there.observe(NOW)).held).toEqual([]);
    expect((await here.observe(NOW)).held).toHaveLength(1);
  });

  it("a session is renewed before it runs out, and not before", async () => {
    const wall = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: wall });
    const provider = await connect(systemIn(OTHER));
    for (const [minutes, sessions] of [
      [0, 1],
      [50, 1],
      [56, 2],
      [61, 2],
      [130, 3],
    ] as const) {
      vi.setSystemTime(wall + minutes * MINUTE);
      account.clock.moveTo(NOW + minutes * MINUTE);
      await provider.observe(NOW);
      expect([minutes, callers("sts:AssumeRole").length]).toEqual([minutes, sessions]);
    }
  });
});

describe("a way in that is none", () => {
  it("to another account than the system's is refused before any call, and reviewers are warned", async () => {
    const system = systemIn(ACCOUNT, { through: `arn:aws:iam::${OTHER}:role/curfew` });
    const provider = await connect(system);
    const before = account.faults.calls.length;
    const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
    const error = expect.stringContaining("`through` names the role");
    await expect(provider.observe(NOW)).rejects.toMatchObject({ transient: false, message: error });
    expect((await provider.grant({ action: "grant", binding, because: "new" })).result).toMatchObject({ error });
    expect(await provider.examine()).toMatchObject([{ code: "system-unobserved", args: { error } }]);
    expect(account.faults.calls.slice(before)).toEqual([]);
    expect(kind.preview(system, binding, REPOSITORY)[0]).toMatchObject({ warning: true, text: error });
  });

  it.each([
    ["without the external id", {}],
    ["with an empty one", { CURFEW_EXTERNAL_ID: "" }],
    ["with another for this system", { CURFEW_EXTERNAL_ID: "s3cret-id", CURFEW_EXTERNAL_ID_AWS_TEST: "wr0ng-id" }],
  ])("is a permanent failure that keeps secrets: %s", async (_, environment) => {
    const provider = await connect(systemIn(OTHER), environment);
    const error = await provider.observe(NOW).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ transient: false, message: expect.stringMatching(/^AssumeRole: AccessDenied: /) });
    expect(String(error)).not.toMatch(/s3cret|wr0ng/);
  });

  it("is transient where AWS is, and tried anew", async () => {
    const provider = await connect(systemIn(OTHER));
    account.faults.inject({ mode: "throttle", match: ({ name }) => name === "sts:AssumeRole", at: 1 });
    await expect(provider.observe(NOW)).rejects.toMatchObject({ transient: true });
    expect((await provider.observe(NOW)).held).toEqual([]);
  });

  it("ends no access that AWS ends itself", async () => {
    const provider = await connect(systemIn(ACCOUNT));
    const binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
    await provider.grant({ action: "grant", binding, because: "new" });
    await account.root.deleteRolePolicy({ RoleName: "curfew", PolicyName: "least" });
    await account.root.deleteRole({ RoleName: "curfew" });
    account.clock.moveTo(NOW + 2 * HOUR);
    const arn = `arn:aws:iam::${ACCOUNT}:role/curfew/aws-prod/${roleName(REPOSITORY, binding)}`;
    expect(await answerOf(assume(account.sandbox.url, account.alice, arn))).toBe("AccessDenied");
  });
});
