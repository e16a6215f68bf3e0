import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Binding } from "../../../src/model/binding.js";
import { instantOf, later } from "../../../src/model/instant.js";
import type { What } from "../../../src/model/what.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { aBinding, HOUR, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, ADMINISTRATOR, openAccount, type TestAccount } from "./account.js";
import { answerOf, assume, iamOf, stsOf } from "./holder.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

async function grant(binding: Binding): Promise<string> {
  const provider = await account.connect();
  const { result } = await provider.grant({ action: "grant", binding, because: "new" });
  expect(result).toEqual({ outcome: "done" });
  return `arn:aws:iam::${ACCOUNT}:role/curfew/aws-prod/${roleName(REPOSITORY, binding)}`;
}

function alices(what: What): Binding {
  return aBinding("alice", what, account.alice.arn);
}

function tries(arn: string): Promise<string> {
  return answerOf(assume(account.sandbox.url, account.alice, arn));
}

describe("the holder of a role", () => {
  it("cannot assume it before its window, can within it, and cannot from its end on", async () => {
    const binding = { ...alices("aws-prod/admin"), from: later(NOW, 600) };
    const arn = await grant(binding);
    const seen: string[] = [];
    for (const moment of [
      NOW,
      binding.from - SECOND,
      binding.from,
      binding.until - SECOND,
      binding.until,
      binding.until + HOUR,
    ]) {
      account.clock.moveTo(moment);
      seen.push(await tries(arn));
    }
    expect(seen).toEqual(["AccessDenied", "AccessDenied", "allowed", "allowed", "AccessDenied", "AccessDenied"]);
  });

  it("is the only one who can assume it", async () => {
    const arn = await grant(alices("aws-prod/admin"));
    const administrator = account.sandbox.createUser(ACCOUNT, { name: "mallory", managed: [ADMINISTRATOR] });
    expect(await answerOf(assume(account.sandbox.url, administrator, arn))).toBe("AccessDenied");
  });

  it("loses a live session at the end, to the second, though nothing has run", async () => {
    const binding = alices("aws-prod/admin");
    const arn = await grant(binding);
    account.clock.moveTo(binding.until - 10 * MINUTE);
    const session = iamOf(account.sandbox.url, await assume(account.sandbox.url, account.alice, arn));
    account.clock.moveTo(binding.until - SECOND);
    expect(await answerOf(session.listUsers({}))).toBe("allowed");
    account.clock.moveTo(binding.until);
    // Not ExpiredToken: the session itself has 50 minutes left.
    expect(await answerOf(session.listUsers({}))).toBe("AccessDenied");
  });

  it("loses a live session when it is shortened, and when it is revoked", async () => {
    const binding = alices("aws-prod/admin");
    const arn = await grant(binding);
    const session = iamOf(account.sandbox.url, await assume(account.sandbox.url, account.alice, arn));
    const provider = await account.connect();
    const shorter = { ...binding, until: instantOf(NOW + 5 * MINUTE) };
    const [held] = (await provider.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    await provider.grant({ action: "shorten", binding: shorter, held, because: "grants" });
    expect(await answerOf(session.listUsers({}))).toBe("allowed");
    account.clock.moveTo(shorter.until);
    expect(await answerOf(session.listUsers({}))).toBe("AccessDenied");
    account.clock.moveTo(NOW);
    await provider.revoke({ action: "revoke", held, because: "returned" });
    expect(await answerOf(session.listUsers({}))).not.toBe("allowed");
  });

  it("is told the role's name as it is, for the shell and for the console", async () => {
    const binding = alices("aws-prod/admin");
    await grant(binding);
    const told = (await account.connect()).howTo(binding);
    expect(await tries(/^aws sts assume-role --role-arn (\S+) --role-session-name alice$/m.exec(told)?.[1] ?? "")).toBe(
      "allowed",
    );
    const link = new URL(/https:\S+/.exec(told)?.[0] ?? "");
    expect(Object.fromEntries(link.searchParams)).toEqual({
      account: ACCOUNT,
      roleName: `curfew/aws-prod/${roleName(REPOSITORY, binding)}`,
      displayName: "aws-prod/admin",
    });
    expect(told).toContain("aws configure set profile.aws-prod-admin.role_arn arn:");
  });

  it("hands it on to nobody who is made by the same name, for whom there has to be a new request", async () => {
    const binding = alices("aws-prod/admin");
    const arn = await grant(binding);
    await account.root.deleteAccessKey({ UserName: "alice", AccessKeyId: account.alice.accessKeyId });
    await account.root.deleteUser({ UserName: "alice" });
    const other = account.sandbox.createUser(ACCOUNT, { name: "alice" });
    expect(other.arn).toBe(account.alice.arn);
    const provider = await account.connect();
    const enters = () => answerOf(assume(account.sandbox.url, other, arn));
    for (const until of [binding.until, later(binding.until, 600)]) {
      expect((await provider.observe(NOW)).held).toMatchObject([{ whole: false, identity: other.arn }]);
      const again = { ...binding, until };
      const { result } = await provider.grant({ action: "grant", binding: again, because: "incomplete" });
      expect(result).toMatchObject({
        outcome: "failed",
        transient: false,
        error: expect.stringMatching(/was deleted/),
      });
      expect(await enters()).toBe("AccessDenied");
    }
    const anew = { ...binding, request: "access/requests/aws-prod/another.yaml", commit: "c".repeat(40) };
    expect(await grant(anew)).toBe(arn);
    expect(await enters()).toBe("allowed");
  });

  it.each(["another name", "the name of who was deleted"])(
    "has a session for nobody's grant but their own: one under %s ends it, though nothing was revoked before",
    async (what) => {
      const binding = alices("aws-prod/admin");
      const arn = await grant(binding);
      const session = iamOf(account.sandbox.url, await assume(account.sandbox.url, account.alice, arn));
      expect(await answerOf(session.listUsers({}))).toBe("allowed");
      await account.root.deleteAccessKey({ UserName: "alice", AccessKeyId: account.alice.accessKeyId });
      await account.root.deleteUser({ UserName: "alice" });
      const name = what === "another name" ? "alice-ng" : "alice";
      const other = account.sandbox.createUser(ACCOUNT, { name });
      const rest = { request: "access/requests/aws-prod/another.yaml", commit: "c".repeat(40) };
      expect(await grant({ ...binding, ...rest, identity: other.arn })).toBe(arn);
      expect(await answerOf(session.listUsers({}))).not.toBe("allowed");
      expect(await answerOf(assume(account.sandbox.url, other, arn))).toBe("allowed");
    },
  );

  it("keeps it when what was held in another name, and is gone by now, is revoked once more", async () => {
    const binding = alices("aws-prod/admin");
    const arn = await grant(binding);
    const provider = await account.connect();
    const [held] = (await provider.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    const revocation = { action: "revoke", held, because: "offboarded" } as const;
    expect((await provider.revoke(revocation)).result).toEqual({ outcome: "done" });
    const other = account.sandbox.createUser(ACCOUNT, { name: "alice-ng" });
    await grant({ ...binding, identity: other.arn, request: "access/requests/aws-prod/another.yaml" });
    const session = iamOf(account.sandbox.url, await assume(account.sandbox.url, other, arn));
    // Another run had seen it before, or AWS showed it again for a while.
    expect((await provider.revoke(revocation)).result).toEqual({ outcome: "unchanged" });
    expect((await provider.observe(NOW)).held).toMatchObject([{ identity: other.arn, whole: true }]);
    expect(await answerOf(session.listUsers({}))).toBe("allowed");
  });

  it.each([
    ["is renamed", () => account.root.updateUser({ UserName: "alice", NewUserName: "alice-ng" })],
    [
      "is deleted, and somebody else was let in",
      async () => {
        const PolicyDocument = JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: account.bindings[1].identity }, Action: "sts:AssumeRole" }],
        });
        const RoleName = roleName(REPOSITORY, alices("aws-prod/admin"));
        await account.root.updateAssumeRolePolicy({ RoleName, PolicyDocument });
        await account.root.deleteAccessKey({ UserName: "alice", AccessKeyId: account.alice.accessKeyId });
        await account.root.deleteUser({ UserName: "alice" });
      },
    ],
  ])("who %s: nobody has it whom the request does not name", async (_, change) => {
    const binding = alices("aws-prod/admin");
    const arn = await grant(binding);
    const session = iamOf(account.sandbox.url, await assume(account.sandbox.url, account.alice, arn));
    await change();
    const provider = await account.connect();
    for (let run = 1; run <= 2; run += 1) {
      const { result } = await provider.grant({ action: "grant", binding, because: "incomplete" });
      expect(result).toMatchObject({
        outcome: "failed",
        transient: false,
        error: expect.stringContaining("principal"),
      });
      expect((await provider.observe(NOW)).held).toEqual([]);
    }
    expect(await answerOf(session.listUsers({}))).not.toBe("allowed");
    expect(await tries(arn)).not.toBe("allowed");
  });

  it("is told a session's name that AWS takes, however short their login", async () => {
    const binding = aBinding("a", "aws-prod/admin", account.alice.arn);
    const RoleArn = await grant(binding);
    const told = (await account.connect()).howTo(binding);
    const RoleSessionName = /--role-session-name (\S+)$/m.exec(told)?.[1] ?? "";
    const sts = stsOf(account.sandbox.url, account.alice);
    expect(await answerOf(sts.assumeRole({ RoleArn, RoleSessionName }))).toBe("allowed");
  });

  it("has what the role allows and no more", async () => {
    const arn = await grant(alices("aws-prod/operator"));
    const session = iamOf(account.sandbox.url, await assume(account.sandbox.url, account.alice, arn));
    expect(await answerOf(session.listUsers({}))).toBe("allowed");
    expect(await answerOf(session.createUser({ UserName: "mallory" }))).toBe("AccessDenied");
  });
});

/** What a holder may try in order to stay. */
async function attempts(arn: string): Promise<Readonly<Record<string, string>>> {
  const { url } = account.sandbox;
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  const other = await account.root.createRole({
    RoleName: "other",
    AssumeRolePolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "sts:AssumeRole" }],
    }),
  });
  const credentials = await assume(url, account.alice, arn);
  const iam = iamOf(url, credentials);
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  });
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: account.alice.arn }, Action: "sts:AssumeRole" }],
  });
  return {
    "delete the deadline": await answerOf(iam.deleteRolePolicy({ RoleName: name, PolicyName: "curfew-deadline" })),
    "replace the deadline": await answerOf(
      iam.putRolePolicy({ RoleName: name, PolicyName: "curfew-deadline", PolicyDocument: policy }),
    ),
    "trust without end": await answerOf(iam.updateAssumeRolePolicy({ RoleName: name, PolicyDocument: trust })),
    "tag the role": await answerOf(iam.tagRole({ RoleName: name, Tags: [{ Key: "until", Value: "2099" }] })),
    "delete the role": await answerOf(iam.deleteRole({ RoleName: name })),
    "a role like ours": await answerOf(
      iam.createRole({ Path: "/curfew/aws-prod/", RoleName: "mine", AssumeRolePolicyDocument: trust }),
    ),
    "create a key": await answerOf(iam.createAccessKey({ UserName: "alice" })),
    "create a user": await answerOf(iam.createUser({ UserName: "mallory" })),
    "create a role": await answerOf(iam.createRole({ RoleName: "mine", AssumeRolePolicyDocument: trust })),
    "give herself more": await answerOf(
      iam.putUserPolicy({ UserName: "alice", PolicyName: "all", PolicyDocument: policy }),
    ),
    "assume another role": await answerOf(assume(url, credentials, other.Role?.Arn ?? "")),
    "read IAM": await answerOf(iam.getUser({ UserName: "alice" })),
    "say who she is": await answerOf(stsOf(url, credentials).getCallerIdentity({})),
  };
}

describe("a holder who tries to stay", () => {
  it("is denied all that would outlive the role, and may still read", async () => {
    const answers = await attempts(await grant(alices("aws-prod/admin")));
    const { "read IAM": read, "say who she is": identity, ...writes } = answers;
    expect([read, identity]).toEqual(["allowed", "allowed"]);
    expect(Object.entries(writes).filter(([, answer]) => answer !== "AccessDenied")).toEqual([]);
  });

  it("can leave access behind where the role persists, but not touch what is Curfew's", async () => {
    const answers = await attempts(await grant(alices("aws-prod/lasting")));
    const denied = Object.entries(answers).flatMap(([attempt, answer]) => (answer === "allowed" ? [] : [attempt]));
    expect(denied).toEqual([
      "delete the deadline",
      "replace the deadline",
      "trust without end",
      "tag the role",
      "delete the role",
      "a role like ours",
    ]);
  });
});
