import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Binding } from "../../../src/model/binding.js";
import { later } from "../../../src/model/instant.js";
import type { System } from "../../../src/model/system.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import type { Credentials } from "../../../src/sandbox/aws/index.js";
import { aBinding, HOUR, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, openAccount, type TestAccount } from "./account.js";
import { asking } from "./asking.js";
import { answerOf, stsOf } from "./holder.js";

let account: TestAccount;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

/** Grants, and returns what the holder is told. */
async function grant(system: System, binding: Binding = alices()): Promise<string> {
  const provider = await account.connect({ system });
  const { result } = await provider.grant({ action: "grant", binding, because: "new" });
  expect(result).toEqual({ outcome: "done" });
  expect((await provider.observe(NOW)).held).toMatchObject([{ whole: true }]);
  return provider.howTo(binding);
}

function alices(): Binding {
  return aBinding("alice", "aws-prod/admin", account.alice.arn);
}

const ARN = `arn:aws:iam::${ACCOUNT}:role/curfew/aws-prod/${roleName(REPOSITORY, { who: "alice", what: "aws-prod/admin" })}`;
const DEVICE = { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/alice`, TokenCode: "123456" };

function tries(credentials: Credentials, more: Partial<AssumeRoleCommandInput> = {}): Promise<string> {
  return answerOf(
    stsOf(account.sandbox.url, credentials).assumeRole({ RoleArn: ARN, RoleSessionName: "alice", ...more }),
  );
}

/** What the command that the holder is told would send, with the holder's own device and code in their places. */
function told(text: string): AssumeRoleCommandInput {
  const line = /^aws sts assume-role (.*)$/m.exec(text)?.[1] ?? "";
  const flags = new Map(line.split(/ ?--/).map((part) => part.split(/ (.*)/s) as [string, string]));
  const tags = [...(flags.get("tags") ?? "").matchAll(/Key=([^,]+),Value=(\S+)/g)];
  return {
    RoleArn: flags.get("role-arn"),
    RoleSessionName: flags.get("role-session-name"),
    SerialNumber: flags.get("serial-number")?.replace("DEVICE", "alice"),
    TokenCode: flags.get("token-code")?.replace("CODE", "123456"),
    SourceIdentity: flags.get("source-identity"),
    ...(tags.length === 0 ? {} : { Tags: tags.map(([, Key, Value]) => ({ Key, Value })) }),
  };
}

async function tokenOf(device: object): Promise<Credentials> {
  const { Credentials: made } = await stsOf(account.sandbox.url, account.alice).getSessionToken(device);
  return {
    accessKeyId: made?.AccessKeyId ?? "",
    secretAccessKey: made?.SecretAccessKey ?? "",
    sessionToken: made?.SessionToken ?? "",
  };
}

describe("a second factor", () => {
  it("is asked of each session: an access key alone, and a session without it, are denied", async () => {
    const text = await grant(asking({ mfa: true }));
    expect(await tries(account.alice)).toBe("AccessDenied");
    expect(await tries(await tokenOf({}))).toBe("AccessDenied");
    expect(await tries(account.alice, { ...DEVICE, TokenCode: "000000" })).toBe("AccessDenied");
    expect(await tries(account.alice, DEVICE)).toBe("allowed");
    expect(await tries(await tokenOf(DEVICE))).toBe("allowed");
    expect(await tries(account.alice, told(text))).toBe("allowed");
    expect(text).toContain("aws configure set profile.aws-prod-admin.mfa_serial arn:aws:iam::123456789012:mfa/DEVICE");
  });

  it("may be no older than the role says, which overrules the system", async () => {
    await grant(asking({ mfa: true }, { mfa: { within: "15m" } }));
    const token = await tokenOf(DEVICE);
    account.clock.moveTo(NOW + 15 * 60_000 - 1000);
    expect(await tries(token)).toBe("allowed");
    account.clock.moveTo(NOW + 15 * 60_000);
    expect(await tries(token)).toBe("AccessDenied");
    expect(await tries(account.alice, DEVICE)).toBe("allowed");
  });

  it("is not asked of a role that says so", async () => {
    await grant(asking({ mfa: { within: "1h" } }, { mfa: false }));
    expect(await tries(account.alice)).toBe("allowed");
  });

  it("that a role begins to ask for is drift until the role does", async () => {
    await grant(asking({}));
    const provider = await account.connect({ system: asking({ mfa: true }) });
    expect((await provider.observe(NOW)).held).toMatchObject([{ whole: false }]);
    await provider.grant({ action: "grant", binding: alices(), because: "incomplete" });
    expect(await tries(account.alice)).toBe("AccessDenied");
    expect((await provider.observe(NOW)).held).toMatchObject([{ whole: true }]);
  });
});

describe("a source identity", () => {
  it("is the holder's login: no session is without it, or with another", async () => {
    const text = await grant(asking({ sourceIdentity: "login" }));
    expect(await tries(account.alice)).toBe("AccessDenied");
    expect(await tries(account.alice, { SourceIdentity: "bob" })).toBe("AccessDenied");
    expect(await tries(account.alice, { SourceIdentity: "alice" })).toBe("allowed");
    expect(await tries(account.alice, told(text))).toBe("allowed");
    // Neither a profile nor the console can give one.
    expect(text).not.toMatch(/configure|https:/);
  });

  it("is the holder's name in AWS where the system says so", async () => {
    const ng = account.sandbox.createUser(ACCOUNT, { name: "alice.ng" });
    const text = await grant(asking({ sourceIdentity: "name" }), aBinding("alice", "aws-prod/admin", ng.arn));
    expect(await tries(ng, { SourceIdentity: "alice" })).toBe("AccessDenied");
    expect(await tries(ng, told(text))).toBe("allowed");
  });
});

describe("session tags", () => {
  const request = { Key: "request", Value: "access/requests/aws-prod/2026/11/22/alice.yaml" };

  it("say why a session was begun, and nothing else", async () => {
    const text = await grant(asking({ sessionTags: ["request", "commit"] }));
    const commit = { Key: "commit", Value: "a".repeat(40) };
    expect(await tries(account.alice, told(text))).toBe("allowed");
    expect(await tries(account.alice, { Tags: [request, commit] })).toBe("allowed");
    expect(await tries(account.alice)).toBe("AccessDenied");
    expect(await tries(account.alice, { Tags: [request] })).toBe("AccessDenied");
    expect(await tries(account.alice, { Tags: [request, { ...commit, Value: "b".repeat(40) }] })).toBe("AccessDenied");
    const more = [request, commit, { Key: "team", Value: "administrators" }];
    expect(await tries(account.alice, { Tags: more })).toBe("AccessDenied");
  });

  it("hold any path, in characters that neither AWS nor a shell reads as anything else", async () => {
    const odd = { ...alices(), request: "access/requests/aws-prod/it's; $(rm) `x` é.yaml" };
    const text = await grant(asking({ sessionTags: ["request"] }), odd);
    expect(/--tags (.*)/.exec(text)?.[1]).toMatch(/^Key=request,Value=[\w.:/=+@-]+$/);
    expect(await tries(account.alice, told(text))).toBe("allowed");
  });

  it("follow the request that lasts longest", async () => {
    const system = asking({ sessionTags: ["request"] });
    await grant(system);
    const renewed = { ...alices(), until: later(alices().until, 3600), request: "access/requests/renewal.yaml" };
    const provider = await account.connect({ system });
    const [held] = (await provider.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    await provider.grant({ action: "extend", binding: renewed, held, because: "grants" });
    expect(await tries(account.alice, { Tags: [request] })).toBe("AccessDenied");
    expect(await tries(account.alice, told(provider.howTo(renewed)))).toBe("allowed");
  });
});

describe("what a system asks for together", () => {
  it("must all be brought, and is all told", async () => {
    const text = await grant(asking({ mfa: { within: "1h" }, sourceIdentity: "login", sessionTags: ["request"] }));
    const all = told(text);
    expect(await tries(account.alice, all)).toBe("allowed");
    for (const missing of ["SourceIdentity", "Tags", "TokenCode"] as const) {
      expect(await tries(account.alice, { ...all, [missing]: undefined })).not.toBe("allowed");
    }
    account.clock.moveTo(NOW + 2 * HOUR);
    expect(await tries(account.alice, all)).toBe("AccessDenied");
  });

  it("is read by reviewers", () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/people`;
    const system = asking({
      mfa: { within: "1h" },
      sourceIdentity: "login",
      sessionTags: ["request", "who"],
      boundary,
    });
    expect(kind.preview(system, alices(), REPOSITORY).map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        "Each session takes a second factor (MFA), of less than 1h before.",
        "CloudTrail names the person's login at every call, as its source identity.",
        "Each session is tagged with its request, who.",
        `Allows nothing that the permissions boundary \`${boundary}\` does not allow, too.`,
      ]),
    );
  });
});

describe("what nobody could bring", () => {
  it.each([
    [
      "a second factor of who is no IAM user",
      { mfa: true },
      "alice",
      `arn:aws:sts::${ACCOUNT}:assumed-role/people/alice`,
      "AWS knows of a second factor of IAM users only",
    ],
    [
      "a source identity of one letter",
      { sourceIdentity: "login" },
      "a",
      `arn:aws:iam::${ACCOUNT}:user/alice`,
      "cannot be a source identity",
    ],
  ])("is refused without a call, and reviewers are warned: %s", async (_, settings, who, identity, why) => {
    const system = asking(settings);
    const binding = aBinding(who, "aws-prod/admin", identity);
    const provider = await account.connect({ system });
    const { result } = await provider.grant({ action: "grant", binding, because: "new" });
    expect(result).toMatchObject({ outcome: "failed", transient: false, error: expect.stringContaining(why) });
    expect(account.calls()).toEqual([]);
    expect(kind.preview(system, binding, REPOSITORY)[0]).toMatchObject({
      warning: true,
      text: expect.stringContaining(why),
    });
  });
});
