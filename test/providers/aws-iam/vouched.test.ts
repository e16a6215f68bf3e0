import { STS } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { System } from "../../../src/model/system.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { createIdentityProvider, ISSUER } from "../../sandbox/aws/identity-provider.js";
import { aBinding, HOUR, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, ADMINISTRATOR, openAccount, type TestAccount } from "./account.js";
import { asking } from "./asking.js";
import { answerOf, iamOf, stsOf } from "./holder.js";

const OTHER = "210987654321";
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/okta`;
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/login.example.com`;
const ALICE = "alice@example.com";
const ARN = `arn:aws:iam::${ACCOUNT}:role/curfew/aws-prod/${roleName(REPOSITORY, { who: "alice", what: "aws-prod/admin" })}`;
const provider = createIdentityProvider();

let account: TestAccount;
/** Has no credentials. */
let nobody: STS;
beforeEach(async () => {
  account = await openAccount();
  nobody = new STS({ endpoint: account.sandbox.url, region: "us-east-1", maxAttempts: 1 });
  account.sandbox.publishKeys(ISSUER, provider.keys);
  await account.root.createOpenIDConnectProvider({ Url: ISSUER, ClientIDList: ["curfew", "other"] });
  await account.root.createSAMLProvider({ Name: "okta", SAMLMetadataDocument: provider.metadata });
});
afterEach(async () => {
  nobody.destroy();
  await account.close();
});

/** Grants to alice as she is named there, and returns what she is told. */
async function grant(identity: string, system: System = asking({ audience: "curfew" })): Promise<string> {
  const opened = await account.connect({ system });
  const binding = aBinding("alice", "aws-prod/admin", identity);
  const { result } = await opened.grant({ action: "grant", binding, because: "new" });
  expect(result).toEqual({ outcome: "done" });
  expect((await opened.observe(NOW)).held).toMatchObject([{ whole: true, identity }]);
  return opened.howTo(binding);
}

describe("a person whom an OIDC provider vouches for", () => {
  function tries(claims: Readonly<Record<string, unknown>>, now: number = NOW): Promise<string> {
    const WebIdentityToken = provider.token(now, claims);
    return answerOf(nobody.assumeRoleWithWebIdentity({ RoleArn: ARN, RoleSessionName: "alice", WebIdentityToken }));
  }

  it("is let in by a token of theirs for the system's audience, until the end", async () => {
    const told = await grant(`${OIDC}#${ALICE}`);
    expect(await tries({ sub: ALICE })).toBe("allowed");
    expect(await tries({ sub: "bob@example.com" })).toBe("AccessDenied");
    expect(await tries({ sub: `x${ALICE}` })).toBe("AccessDenied");
    expect(await tries({ sub: ALICE, aud: "other" })).toBe("AccessDenied");
    account.clock.moveTo(NOW + 2 * HOUR);
    expect(await tries({ sub: ALICE }, NOW + 2 * HOUR)).toBe("AccessDenied");
    expect(told).toContain(`aws sts assume-role-with-web-identity --role-arn ${ARN} --role-session-name alice`);
    expect(told).toContain("web_identity_token_file");
    expect(told).not.toContain("source_profile");
  });

  it("must bring a source identity where the system asks for one", async () => {
    await grant(`${OIDC}#${ALICE}`, asking({ audience: "curfew", sourceIdentity: "name" }));
    const claim = "https://aws.amazon.com/source_identity";
    expect(await tries({ sub: ALICE, [claim]: ALICE })).toBe("allowed");
    expect(await tries({ sub: ALICE, [claim]: "bob@example.com" })).toBe("AccessDenied");
    expect(await tries({ sub: ALICE })).toBe("AccessDenied");
  });
});

describe("a person whom a SAML provider vouches for", () => {
  function tries(subject: string, now: number = NOW): Promise<string> {
    const SAMLAssertion = provider.response(now, { subject, session: "alice", roles: [[ARN, SAML]] });
    return answerOf(nobody.assumeRoleWithSAML({ RoleArn: ARN, PrincipalArn: SAML, SAMLAssertion }));
  }

  it("is let in by an assertion about them, until the end", async () => {
    const told = await grant(`${SAML}#${ALICE}`, asking({}));
    expect(await tries(ALICE)).toBe("allowed");
    expect(await tries("bob@example.com")).toBe("AccessDenied");
    expect(await tries(ALICE.toUpperCase())).toBe("AccessDenied");
    account.clock.moveTo(NOW + 2 * HOUR);
    expect(await tries(ALICE, NOW + 2 * HOUR)).toBe("AccessDenied");
    expect(told).toContain(`aws sts assume-role-with-saml --role-arn ${ARN} --principal-arn ${SAML} --saml-assertion`);
    expect(told).not.toMatch(/configure|switchrole/);
  });

  it("cannot come by another sign-in than the system's", async () => {
    await grant(`${SAML}#${ALICE}`, asking({ audience: "https://eu-west-1.signin.aws.amazon.com/saml" }));
    expect(await tries(ALICE)).toBe("AccessDenied");
  });
});

describe("a person of IAM Identity Center", () => {
  const region = "eu-west-1";
  const identity = (set: string) =>
    `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/${region}/AWSReservedSSO_${set}#${ALICE}`;
  const policy = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sts:*", Resource: "*" } };

  function tries(set: { name: string; region?: string; policy?: typeof policy }, user = ALICE, inAccount = ACCOUNT) {
    const session = account.sandbox.assignPermissionSet(inAccount, { policy, ...set }).signIn(user);
    return answerOf(stsOf(account.sandbox.url, session).assumeRole({ RoleArn: ARN, RoleSessionName: "alice" }));
  }

  it("is let in by that permission set and that name alone, however often the set is assigned anew", async () => {
    account.sandbox.createAccount(OTHER);
    await grant(identity("Ops"));
    expect(await tries({ name: "Ops", region })).toBe("allowed");
    expect(await tries({ name: "Ops", region })).toBe("allowed");
    expect(await tries({ name: "Ops", region }, "bob@example.com")).toBe("AccessDenied");
    expect(await tries({ name: "Ops", region }, `mal${ALICE}`)).toBe("AccessDenied");
    expect(await tries({ name: "Ops_Admin", region })).toBe("AccessDenied");
    expect(await tries({ name: "Auditor", region })).toBe("AccessDenied");
    expect(await tries({ name: "Ops", region: "us-west-2" })).toBe("AccessDenied");
    expect(await tries({ name: "Ops", region }, ALICE, OTHER)).toBe("AccessDenied");
  });

  it("needs leave to assume roles of their permission set", async () => {
    await grant(identity("Ops"));
    const reading = { ...policy, Statement: { ...policy.Statement, Action: "iam:Get*" } };
    expect(await tries({ name: "Ops", region, policy: reading })).toBe("AccessDenied");
  });

  it("cannot be played by a role of that name elsewhere, nor by a user of it", async () => {
    await grant(identity("Ops"));
    const session = { RoleName: "AWSReservedSSO_Ops_0123456789abcdef", Path: "/sso.amazonaws.com/eu-west-1/" };
    const { Role } = await account.root.createRole({
      ...session,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: account.alice.arn }, Action: "sts:AssumeRole" }],
      }),
    });
    const PolicyDocument = JSON.stringify({ ...policy, Statement: [policy.Statement] });
    await account.root.putRolePolicy({ RoleName: session.RoleName, PolicyName: "p", PolicyDocument });
    const { Credentials: played } = await stsOf(account.sandbox.url, account.alice).assumeRole({
      RoleArn: Role?.Arn,
      RoleSessionName: ALICE,
    });
    const credentials = {
      accessKeyId: played?.AccessKeyId ?? "",
      secretAccessKey: played?.SecretAccessKey ?? "",
      sessionToken: played?.SessionToken ?? "",
    };
    const again = { RoleArn: ARN, RoleSessionName: "alice" };
    expect(await answerOf(stsOf(account.sandbox.url, credentials).assumeRole(again))).toBe("AccessDenied");
    const user = account.sandbox.createUser(ACCOUNT, { name: ALICE, policies: [policy] });
    expect(await answerOf(stsOf(account.sandbox.url, user).assumeRole(again))).toBe("AccessDenied");
  });

  it("loses a live session at the end", async () => {
    await grant(identity("Ops"));
    const signedIn = account.sandbox.assignPermissionSet(ACCOUNT, { name: "Ops", region, policy }).signIn(ALICE);
    account.clock.moveTo(NOW + 1.5 * HOUR);
    const late = stsOf(
      account.sandbox.url,
      account.sandbox.assignPermissionSet(ACCOUNT, { name: "Ops", region, policy }).signIn(ALICE),
    );
    const { Credentials: made } = await late.assumeRole({ RoleArn: ARN, RoleSessionName: "alice" });
    expect(signedIn.arn).toContain("AWSReservedSSO_Ops_");
    const iam = iamOf(account.sandbox.url, {
      accessKeyId: made?.AccessKeyId ?? "",
      secretAccessKey: made?.SecretAccessKey ?? "",
      sessionToken: made?.SessionToken ?? "",
    });
    expect(await answerOf(iam.listUsers({}))).toBe("allowed");
    account.clock.moveTo(NOW + 2 * HOUR);
    expect(await answerOf(iam.listUsers({}))).toBe("AccessDenied");
  });
});

describe("who cannot be vouched for", () => {
  it.each([
    ["by a provider of another account", `arn:aws:iam::${OTHER}:saml-provider/okta#${ALICE}`, {}, "in another account"],
    ["by tokens for anybody", `${OIDC}#${ALICE}`, {}, "no `audience`"],
    [
      "by assertions for nobody knows where",
      `${SAML.replace("arn:aws:", "arn:aws-eusc:")}#${ALICE}`,
      {},
      "where `aws-eusc` has assertions sent",
    ],
    ["with tags that they cannot pass", `${SAML}#${ALICE}`, { sessionTags: ["request"] }, "`sessionTags`"],
    ["with a second factor that AWS does not see", `${SAML}#${ALICE}`, { mfa: true }, "`mfa`"],
    ["with a pattern for a name", `${OIDC}#*@example.com`, { audience: "curfew" }, "is not the ARN of one"],
    ["with a variable for a name", `${OIDC}#\${aws:username}`, { audience: "curfew" }, "is not the ARN of one"],
  ])("is refused without a call, and reviewers are warned: %s", async (_, identity, settings, why) => {
    const policies = [ADMINISTRATOR.replace(/^arn:aws:/, identity.slice(0, identity.indexOf(":", 4) + 1))];
    const system = asking(settings, { policies });
    const binding = aBinding("alice", "aws-prod/admin", identity);
    const opened = await account.connect({ system });
    const { result } = await opened.grant({ action: "grant", binding, because: "new" });
    expect(result).toMatchObject({ outcome: "failed", transient: false, error: expect.stringContaining(why) });
    expect(account.calls()).toEqual([]);
    expect(kind.preview(system, binding, REPOSITORY)[0]).toMatchObject({
      warning: true,
      text: expect.stringContaining(why),
    });
  });
});
