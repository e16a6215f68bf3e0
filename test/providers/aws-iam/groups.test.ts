import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plan } from "../../../src/core/plan.js";
import type { Binding, Held } from "../../../src/model/binding.js";
import { later } from "../../../src/model/instant.js";
import type { Change } from "../../../src/model/plan.js";
import type { Result } from "../../../src/model/receipt.js";
import type { System } from "../../../src/model/system.js";
import type { What } from "../../../src/model/what.js";
import { aBinding, NOW } from "../a-system.js";
import { ACCOUNT, leastPolicy, openAccount, type TestAccount } from "./account.js";
import { arnOf, groupSystem, membersOf, nameOf } from "./groups.js";
import { answerOf, assume, iamOf, stsOf } from "./holder.js";
import { groupsSnapshotOf, snapshotOf } from "./snapshot.js";

const SECOND = 1000;

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

function alices(what: What = "aws-prod/operator"): Binding {
  return aBinding("alice", what, account.alice.arn);
}

async function grant(binding: Binding, system: System = groupSystem): Promise<Result> {
  const provider = await account.connect({ system });
  return (await provider.grant({ action: "grant", binding, because: "new" })).result;
}

async function observed(system: System = groupSystem) {
  return (await account.connect({ system })).observe(NOW);
}

async function revoke(held: Held, system: System = groupSystem): Promise<Result> {
  const provider = await account.connect({ system });
  return (await provider.revoke({ action: "revoke", held, because: "expired" })).result;
}

function changesTo(desired: readonly Binding[], held: readonly Held[]): readonly Change[] {
  const rest = { now: NOW, ending: () => "withdrawn" as const, kept: [], frozen: false };
  return plan({ system: "aws-prod", desired, held, ...rest }).changes;
}

function asAlice() {
  return iamOf(account.sandbox.url, account.alice);
}

/** A session of her own, begun with a second factor: IAM answers to no other. */
async function sessionOf(SerialNumber: string) {
  const sts = stsOf(account.sandbox.url, account.alice);
  const { Credentials: made } = await sts.getSessionToken({ SerialNumber, TokenCode: "123456" });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = made ?? {};
  return iamOf(account.sandbox.url, {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
}

describe("the member of a group", () => {
  it("may do what it allows from the grant on, and from the end on nothing of it, though nothing has run", async () => {
    const binding = alices();
    expect(await answerOf(asAlice().listUsers({}))).toBe("AccessDenied");
    expect(await grant(binding)).toEqual({ outcome: "done" });
    const seen: string[] = [];
    for (const moment of [NOW, binding.until - SECOND, binding.until, binding.until + SECOND]) {
      account.clock.moveTo(moment);
      seen.push(await answerOf(asAlice().listUsers({})));
    }
    expect(seen).toEqual(["allowed", "allowed", "AccessDenied", "AccessDenied"]);
    expect(await membersOf(account.root, nameOf(binding))).toEqual(["alice"]);
  });

  it("loses it with the sessions that they have begun, at the end, when it is shortened, and when it is revoked", async () => {
    const binding = alices();
    await grant(binding);
    const session = await sessionOf(`arn:aws:iam::${ACCOUNT}:mfa/alice`);
    const answers = async () => [await answerOf(asAlice().getUser({})), await answerOf(session.listUsers({}))];
    account.clock.moveTo(binding.until);
    expect(await answers()).toEqual(["AccessDenied", "AccessDenied"]);
    account.clock.moveTo(NOW);
    expect(await answers()).toEqual(["allowed", "allowed"]);
    const [held] = (await observed()).held;
    if (!held) throw new Error("nothing held");
    const provider = await account.connect({ system: groupSystem });
    const shorter = { ...binding, until: later(NOW, 60) };
    await provider.grant({ action: "shorten", binding: shorter, held, because: "grants" });
    account.clock.moveTo(shorter.until);
    expect(await answers()).toEqual(["AccessDenied", "AccessDenied"]);
    await provider.grant({ action: "extend", binding, held, because: "grants" });
    expect(await answers()).toEqual(["allowed", "allowed"]);
    expect(await revoke(held)).toEqual({ outcome: "done" });
    expect(await answers()).toEqual(["AccessDenied", "AccessDenied"]);
  });

  it("keeps what others let them do, also what no role of ours may, and may assume roles of ours", async () => {
    await account.root.putUserPolicy({
      UserName: "alice",
      PolicyName: "own",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "iam:CreateUser", Resource: "*" }],
      }),
    });
    await grant(alices());
    expect(await answerOf(asAlice().createUser({ UserName: "carol" }))).toBe("allowed");
    expect(await grant(alices("aws-prod/admin"))).toEqual({ outcome: "done" });
    const [role] = (await observed()).held.filter(({ what }) => what === "aws-prod/admin");
    expect(await answerOf(assume(account.sandbox.url, account.alice, role?.name ?? ""))).toBe("allowed");
  });

  it("cannot make it last, where it may leave access behind", async () => {
    const binding = alices("aws-prod/lasting");
    await grant(binding);
    const GroupName = nameOf(binding);
    const iam = asAlice();
    const open = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
    const policy = { GroupName, PolicyName: "curfew" };
    expect([
      await answerOf(iam.putGroupPolicy({ ...policy, PolicyDocument: open })),
      await answerOf(iam.putGroupPolicy({ GroupName, PolicyName: "more", PolicyDocument: open })),
      await answerOf(iam.deleteGroupPolicy(policy)),
      await answerOf(iam.attachGroupPolicy({ GroupName, PolicyArn: "arn:aws:iam::aws:policy/IAMFullAccess" })),
      await answerOf(iam.addUserToGroup({ GroupName, UserName: "bob" })),
      await answerOf(iam.removeUserFromGroup({ GroupName, UserName: "alice" })),
      await answerOf(iam.deleteGroup({ GroupName })),
      await answerOf(iam.createGroup({ Path: "/curfew/aws-prod/", GroupName: "mine" })),
    ]).toEqual(Array.from({ length: 8 }, () => "AccessDenied"));
    expect(await answerOf(iam.getGroup({ GroupName }))).toBe("allowed");
    expect(await answerOf(iam.createUser({ UserName: "mallory" }))).toBe("allowed");
  });

  it("is the only one whom it lets do anything, whoever else is made a member", async () => {
    await grant(alices("aws-prod/lasting"));
    const mallory = account.sandbox.createUser(ACCOUNT, { name: "mallory" });
    await account.root.addUserToGroup({ GroupName: nameOf(alices("aws-prod/lasting")), UserName: "mallory" });
    expect(await answerOf(iamOf(account.sandbox.url, mallory).listUsers({}))).toBe("AccessDenied");
  });

  it("must bring a second factor where the role asks for one", async () => {
    const asking: System = {
      ...groupSystem,
      roles: new Map(
        [...groupSystem.roles].map(([name, role]) => [
          name,
          { ...role, settings: { ...role.settings, mfa: { within: "15m" } } },
        ]),
      ),
    };
    expect(await grant(alices(), asking)).toEqual({ outcome: "done" });
    expect((await observed(asking)).held).toMatchObject([{ whole: true }]);
    expect((await observed()).held).toMatchObject([{ whole: false }]);
    expect(await answerOf(asAlice().listUsers({}))).toBe("AccessDenied");
    const told = (await account.connect({ system: asking })).howTo(alices());
    const device = /--serial-number (\S+) --token-code CODE/.exec(told)?.[1] ?? "";
    const session = await sessionOf(device.replace("DEVICE", "alice"));
    expect(await answerOf(session.listUsers({}))).toBe("allowed");
    account.clock.moveTo(NOW + 15 * 60 * SECOND);
    expect(await answerOf(session.listUsers({}))).toBe("AccessDenied");
  });
});

describe("wherever a change is interrupted", () => {
  /** Does it with a cut after each of its calls in turn, and looks after each cut. */
  async function afterEachCut(change: Change, look: () => Promise<void>): Promise<void> {
    let cuts = 0;
    for (let call = 1; ; call += 1) {
      const provider = await account.connect({ system: groupSystem });
      const isCurfew = ({ caller }: { readonly caller: string }) => caller === account.curfew.arn;
      account.faults.inject({ mode: "lost-answer", match: isCurfew, at: call });
      account.faults.inject({ mode: "timeout", match: isCurfew, from: call + 1 });
      const { result } = await (change.action === "revoke" ? provider.revoke(change) : provider.grant(change));
      account.faults.clear();
      await look();
      if (result.outcome !== "failed") break;
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(2);
  }

  it("nothing is allowed after the end, and a revocation gives nothing back", async () => {
    const binding = alices();
    const answerAt = async (moment: number) => {
      account.clock.moveTo(moment);
      const answer = await answerOf(asAlice().listUsers({}));
      account.clock.moveTo(NOW);
      return answer;
    };
    const endsBy = (until: number) => async () => expect(await answerAt(until)).toBe("AccessDenied");
    await afterEachCut({ action: "grant", binding, because: "new" }, endsBy(binding.until));
    expect(await answerAt(NOW)).toBe("allowed");
    const [held] = (await observed()).held;
    if (!held) throw new Error("nothing held");
    const shorter = { ...binding, until: later(binding.until, -3600) };
    await afterEachCut({ action: "shorten", binding: shorter, held, because: "grants" }, endsBy(binding.until));
    await endsBy(shorter.until)();
    let revoked = false;
    await afterEachCut({ action: "revoke", held, because: "expired" }, async () => {
      const denied = (await answerAt(NOW)) === "AccessDenied";
      expect(denied || !revoked).toBe(true);
      revoked = denied;
    });
    expect(revoked).toBe(true);
  });
});

it("a group that a crash left bare is completed where it is still asked for, and taken away where it is not", async () => {
  const binding = alices();
  for (const desired of [[binding], []]) {
    account.faults.inject({ mode: "timeout", match: ({ name }) => name === "iam:PutGroupPolicy", from: 1 });
    expect(await grant(binding)).toMatchObject({ outcome: "failed", transient: true });
    account.faults.clear();
    const { held } = await observed();
    const { identity, request, commit } = binding;
    expect(held).toMatchObject([{ who: "alice", identity, request, commit, until: 0, whole: false }]);
    const [change, ...others] = changesTo(desired, held);
    expect(others).toEqual([]);
    if (change?.action === "revoke") expect(await revoke(change.held)).toEqual({ outcome: "done" });
    else expect(await grant(binding)).toEqual({ outcome: "done" });
    const after = (await observed()).held;
    expect(changesTo(desired, after)).toEqual([]);
    for (const one of after) await revoke(one);
    expect(await groupsSnapshotOf(account.root)).toEqual([]);
  }
});

describe("memberships of others", () => {
  it("are neither held nor strangers, and stay", async () => {
    await account.root.createGroup({ GroupName: "engineers" });
    await account.root.addUserToGroup({ GroupName: "engineers", UserName: "alice" });
    expect(await observed()).toEqual({ held: [], strangers: [] });
    await grant(alices());
    const { held, strangers } = await observed();
    expect(held).toMatchObject([{ name: arnOf(alices()), whole: true }]);
    expect(strangers).toEqual([]);
    await revoke(held[0] as Held);
    expect(await membersOf(account.root, "engineers")).toEqual(["alice"]);
    expect(account.calls()).not.toContain("iam:ListGroupsForUser");
  });

  it("a group under our path that says it is somebody else's is reported as that", async () => {
    await account.root.createGroup({ Path: "/curfew/aws-prod/acme/other/alice/operator/", GroupName: "theirs" });
    await account.root.createGroup({ Path: "/curfew/aws-prod/", GroupName: "by-hand" });
    // Of another system, which reports it itself.
    await account.root.createGroup({ Path: "/curfew/aws-test/", GroupName: "elsewhere" });
    expect((await observed()).strangers.map(({ about }) => about).toSorted()).toEqual([
      "is by its path of acme/other",
      "lies under /curfew/aws-prod/",
    ]);
  });
});

describe("a user", () => {
  it("who is not in the account is permanent, and leaves no group", async () => {
    const identity = `arn:aws:iam::${ACCOUNT}:user/zoe`;
    expect(await grant(aBinding("zoe", "aws-prod/operator", identity))).toEqual({
      outcome: "failed",
      transient: false,
      error: `the account has no user ${identity}`,
    });
    expect(await groupsSnapshotOf(account.root)).toEqual([]);
  });

  it("of the same name at another path is somebody else", async () => {
    const identity = `arn:aws:iam::${ACCOUNT}:user/engineering/alice`;
    expect(await grant({ ...alices(), identity })).toEqual({
      outcome: "failed",
      transient: false,
      error: `the account's user alice is ${account.alice.arn}, not ${identity}`,
    });
    expect(await groupsSnapshotOf(account.root)).toEqual([]);
  });

  it("who is renamed loses it at once, is taken out, and is not followed", async () => {
    const binding = alices();
    await grant(binding);
    await account.root.updateUser({ UserName: "alice", NewUserName: "alice-ng" });
    expect(await answerOf(asAlice().listUsers({}))).toBe("AccessDenied");
    const { held } = await observed();
    expect(held).toMatchObject([{ identity: account.alice.arn, whole: false }]);
    expect(changesTo([binding], held)).toMatchObject([{ action: "grant", because: "incomplete" }]);
    expect(await grant(binding)).toMatchObject({ outcome: "failed", transient: false });
    expect(await membersOf(account.root, nameOf(binding))).toEqual([]);
    const followed = { ...binding, identity: account.alice.arn.replace(/alice$/, "alice-ng") };
    expect(changesTo([followed], (await observed()).held).map(({ action, because }) => [action, because])).toEqual([
      ["revoke", "offboarded"],
      ["grant", "new"],
    ]);
    expect(await revoke((await observed()).held[0] as Held)).toEqual({ outcome: "done" });
    expect(await grant(followed)).toEqual({ outcome: "done" });
    expect(await answerOf(asAlice().listUsers({}))).toBe("allowed");
  });

  it.each([
    ["is put in again for a new request alone", false],
    ["is taken out again, if somebody put them in", true],
  ])("who is deleted, and made anew by the same name, %s", async (_, isMember) => {
    const binding = alices();
    const GroupName = nameOf(binding);
    await grant(binding);
    await account.root.removeUserFromGroup({ GroupName, UserName: "alice" });
    await account.root.deleteAccessKey({ UserName: "alice", AccessKeyId: account.alice.accessKeyId });
    await account.root.deleteUser({ UserName: "alice" });
    const other = account.sandbox.createUser(ACCOUNT, { name: "alice" });
    expect(other.arn).toBe(account.alice.arn);
    if (isMember) await account.root.addUserToGroup({ GroupName, UserName: "alice" });
    for (const until of [binding.until, later(binding.until, 600)]) {
      expect((await observed()).held).toMatchObject([{ identity: other.arn, whole: false }]);
      expect(await grant({ ...binding, until })).toEqual({
        outcome: "failed",
        transient: false,
        error: expect.stringContaining("was deleted since"),
      });
      expect(await membersOf(account.root, GroupName)).toEqual([]);
      expect(await answerOf(iamOf(account.sandbox.url, other).listUsers({}))).toBe("AccessDenied");
    }
    const anew = { ...binding, request: "access/requests/aws-prod/another.yaml", commit: "c".repeat(40) };
    expect(await grant(anew)).toEqual({ outcome: "done" });
    expect((await observed()).held).toMatchObject([{ whole: true }]);
    expect(await answerOf(iamOf(account.sandbox.url, other).listUsers({}))).toBe("allowed");
  });

  it("keeps it when what was held in another name, and is gone by now, is revoked once more", async () => {
    const binding = alices();
    await grant(binding);
    const [held] = (await observed()).held;
    if (!held) throw new Error("nothing held");
    const other = account.sandbox.createUser(ACCOUNT, { name: "alice-ng" });
    const anew = { ...binding, identity: other.arn, request: "access/requests/aws-prod/another.yaml" };
    expect(await grant(anew)).toEqual({ outcome: "done" });
    // Another run had seen it before, or AWS showed it again for a while.
    expect(await revoke(held)).toEqual({ outcome: "unchanged" });
    expect((await observed()).held).toMatchObject([{ identity: other.arn, whole: true }]);
    expect(await answerOf(iamOf(account.sandbox.url, other).listUsers({}))).toBe("allowed");
  });

  it("who is gone is no hindrance to ending it", async () => {
    const binding = alices();
    await grant(binding);
    await account.root.removeUserFromGroup({ GroupName: nameOf(binding), UserName: "alice" });
    await account.root.deleteAccessKey({ UserName: "alice", AccessKeyId: account.alice.accessKeyId });
    await account.root.deleteUser({ UserName: "alice" });
    const { held } = await observed();
    expect(held).toMatchObject([{ who: "alice", identity: account.alice.arn, until: binding.until, whole: false }]);
    expect(await revoke(held[0] as Held)).toEqual({ outcome: "done" });
    expect(await groupsSnapshotOf(account.root)).toEqual([]);
    expect(await revoke(held[0] as Held)).toEqual({ outcome: "unchanged" });
  });
});

describe("what AWS allows of groups", () => {
  it("no more than ten for a user: the eleventh is permanent, gives nothing, and can be ended", async () => {
    for (let index = 0; index < 10; index += 1) {
      await account.root.createGroup({ GroupName: `others-${index}` });
      await account.root.addUserToGroup({ GroupName: `others-${index}`, UserName: "alice" });
    }
    expect(await grant(alices())).toMatchObject({
      outcome: "failed",
      transient: false,
      error: expect.stringContaining("LimitExceeded: Cannot exceed quota for GroupsPerUser: 10"),
    });
    const { held } = await observed();
    expect(held).toMatchObject([{ who: "alice", whole: false }]);
    expect(await answerOf(asAlice().listUsers({}))).toBe("AccessDenied");
    expect(await revoke(held[0] as Held)).toEqual({ outcome: "done" });
    // With one membership less there is room.
    await account.root.removeUserFromGroup({ GroupName: "others-0", UserName: "alice" });
    expect(await grant(alices())).toEqual({ outcome: "done" });
  });

  it("no more groups than the account may have", async () => {
    await account.close();
    account = await openAccount({ quotas: { groupsPerAccount: 1 } });
    await account.root.createGroup({ GroupName: "engineers" });
    expect(await grant(alices())).toMatchObject({
      outcome: "failed",
      transient: false,
      error: expect.stringContaining("CreateGroup: LimitExceeded"),
    });
  });
});

describe("a role that is held otherwise than before", () => {
  const asRole: System = {
    ...groupSystem,
    roles: new Map(
      [...groupSystem.roles].map(([name, role]) => {
        const settings = name === "operator" ? { ...role.settings, mode: "role" } : role.settings;
        return [name, { ...role, settings }];
      }),
    ),
  };

  it.each([
    ["a role becomes a group", asRole, groupSystem],
    ["a group becomes a role", groupSystem, asRole],
  ])("%s: what there was is replaced, and nothing of it is left", async (_, before, after) => {
    const binding = alices();
    await grant(binding, before);
    const empty = after === groupSystem ? snapshotOf : groupsSnapshotOf;
    const first = changesTo([binding], (await observed(after)).held);
    expect(first).toMatchObject([{ action: "grant", because: "incomplete" }]);
    expect(await grant(binding, after)).toEqual({ outcome: "done" });
    const [replaced, ...others] = changesTo([binding], (await observed(after)).held);
    expect([replaced, others]).toMatchObject([{ action: "revoke", because: "replaced" }, []]);
    if (replaced?.action !== "revoke") throw new Error("nothing is revoked");
    expect(await revoke(replaced.held, after)).toEqual({ outcome: "done" });
    expect(await empty(account.root)).toEqual([]);
    const { held } = await observed(after);
    expect(held).toMatchObject([{ whole: true }]);
    expect(changesTo([binding], held)).toEqual([]);
  });

  it("a group of a role that is no more is seen and revoked, though no role is held as a group today", async () => {
    await grant(alices());
    const none: System = {
      ...groupSystem,
      roles: new Map([...groupSystem.roles].filter(([name]) => name === "admin")),
    };
    const { held } = await observed(none);
    expect(held).toMatchObject([{ what: "aws-prod/operator", until: alices().until, whole: false }]);
    const provider = await account.connect({ system: none });
    await account.allow(leastPolicy(groupSystem));
    const { result } = await provider.revoke({ action: "revoke", held: held[0] as Held, because: "offboarded" });
    expect(result).toEqual({ outcome: "done" });
    expect(await groupsSnapshotOf(account.root)).toEqual([]);
  });
});
