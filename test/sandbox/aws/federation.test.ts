import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  DeleteRoleCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createIdentityProvider, ISSUER, type Said, SIGN_IN } from "./identity-provider.js";
import { type AwsWorld, account, createAwsWorld, sessionCredentials, start } from "./world.js";

const provider = createIdentityProvider();
const oidc = `arn:aws:iam::${account}:oidc-provider/login.example.com`;
const saml = `arn:aws:iam::${account}:saml-provider/okta`;
const role = `arn:aws:iam::${account}:role/admin`;

let world: AwsWorld;
let iam: IAMClient;
/** Has no credentials. */
let nobody: STSClient;
beforeEach(async () => {
  world = await createAwsWorld();
  iam = world.iam(world.root);
  nobody = new STSClient({ endpoint: world.aws.url, region: "us-east-1", maxAttempts: 1 });
  world.aws.publishKeys(ISSUER, provider.keys);
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: ISSUER, ClientIDList: ["curfew"] }));
  await iam.send(new CreateSAMLProviderCommand({ Name: "okta", SAMLMetadataDocument: provider.metadata }));
});
afterEach(() => world.aws.close());

/** `more`: further actions, each with a condition of its own, for each is judged by its own keys. */
function trusting(
  Federated: string,
  action: string,
  condition: object,
  more: Readonly<Record<string, object>> = {},
): Promise<unknown> {
  const Statement = Object.entries({ [action]: condition, ...more }).map(([Action, StringEquals]) => ({
    Effect: "Allow",
    Principal: { Federated },
    Action,
    Condition: { StringEquals },
  }));
  const document = JSON.stringify({ Version: "2012-10-17", Statement });
  return iam.send(new CreateRoleCommand({ RoleName: "admin", AssumeRolePolicyDocument: document }));
}

describe("a token", () => {
  const assume = (token: string) =>
    nobody.send(
      new AssumeRoleWithWebIdentityCommand({ RoleArn: role, RoleSessionName: "alice", WebIdentityToken: token }),
    );
  const ours = { "login.example.com:aud": "curfew", "login.example.com:sub": "alice@example.com" };

  test("of whom the role trusts is a session, and of nobody else", async () => {
    await trusting(oidc, "sts:AssumeRoleWithWebIdentity", ours);
    const answer = await assume(provider.token(start, { sub: "alice@example.com" }));
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: "alice@example.com",
      Audience: "curfew",
      Provider: oidc,
    });
    const who = await world.sts(sessionCredentials(answer.Credentials)).send(new GetCallerIdentityCommand({}));
    expect(who.Arn).toBe(`arn:aws:sts::${account}:assumed-role/admin/alice`);
    await expect(assume(provider.token(start, { sub: "bob@example.com" }))).rejects.toMatchObject({
      name: "AccessDenied",
      message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    });
  });

  test.each([
    ["signed by another key", () => createIdentityProvider().token(start, { sub: "alice@example.com" })],
    ["changed after it was signed", () => swapped(provider.token(start, { sub: "bob@example.com" }))],
    ["not signed at all", () => unsigned(provider.token(start, { sub: "alice@example.com" }))],
    ["for another client", () => provider.token(start, { sub: "alice@example.com", aud: "other" })],
    ["of an issuer that the account does not know", () => provider.token(start, { iss: "https://evil.example.com" })],
    ["not valid yet", () => provider.token(start + 60_000, { sub: "alice@example.com" })],
    ["that is none", () => "one.two.three"],
  ])("%s is refused", async (_, token) => {
    await trusting(oidc, "sts:AssumeRoleWithWebIdentity", ours);
    await expect(assume(token())).rejects.toMatchObject({ name: "InvalidIdentityTokenException" });
  });

  test("that has run out by the sandbox's clock is refused", async () => {
    await trusting(oidc, "sts:AssumeRoleWithWebIdentity", ours);
    const token = provider.token(start, { sub: "alice@example.com" });
    world.clock.moveTo(start + 300_000);
    await expect(assume(token)).rejects.toMatchObject({ name: "ExpiredTokenException" });
  });

  test("sets a source identity and tags only where the role lets it", async () => {
    const token = provider.token(start, {
      sub: "alice@example.com",
      "https://aws.amazon.com/source_identity": "alice",
      "https://aws.amazon.com/tags": { principal_tags: { team: ["sre"] } },
    });
    await trusting(oidc, "sts:AssumeRoleWithWebIdentity", { ...ours, "aws:RequestTag/team": "sre" });
    await expect(assume(token)).rejects.toMatchObject({ name: "AccessDenied" });
    await iam.send(new DeleteRoleCommand({ RoleName: "admin" }));
    await trusting(oidc, "sts:AssumeRoleWithWebIdentity", ours, {
      "sts:TagSession": { "aws:RequestTag/team": "sre" },
      "sts:SetSourceIdentity": { "sts:SourceIdentity": "alice" },
    });
    expect(await assume(token)).toMatchObject({ SourceIdentity: "alice" });
  });
});

describe("an assertion", () => {
  const alice: Said = { subject: "alice@example.com", session: "alice", roles: [[role, saml]] };
  const ours = { "SAML:aud": SIGN_IN, "SAML:sub": "alice@example.com" };
  const assume = (said: Said, now = start, from = provider) =>
    nobody.send(
      new AssumeRoleWithSAMLCommand({ RoleArn: role, PrincipalArn: saml, SAMLAssertion: from.response(now, said) }),
    );

  test("of whom the role trusts is a session, and of nobody else", async () => {
    await trusting(saml, "sts:AssumeRoleWithSAML", ours);
    const answer = await assume(alice);
    expect(answer).toMatchObject({
      Subject: "alice@example.com",
      SubjectType: "persistent",
      Issuer: `${ISSUER}/saml`,
      Audience: SIGN_IN,
      AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/admin/alice` },
    });
    await expect(assume({ ...alice, subject: "bob@example.com" })).rejects.toMatchObject({
      name: "AccessDenied",
      message: "Not authorized to perform sts:AssumeRoleWithSAML",
    });
    await expect(assume({ ...alice, roles: [[`${role}2`, saml]] })).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test.each<[string, Said, ReturnType<typeof createIdentityProvider>?]>([
    ["signed by another key", alice, createIdentityProvider()],
    ["changed after it was signed", { ...alice, subject: "bob@example.com", tamper: swapNames }],
    ["without its signature", { ...alice, tamper: (xml) => xml.replace(/<ds:Signature .*<\/ds:Signature>/, "") }],
    ["with another one before it", { ...alice, subject: "bob@example.com", tamper: wrapped }],
    ["with a comment in its name", { ...alice, tamper: (xml) => xml.replace("alice@", "alice<!-- -->@") }],
    ["for another recipient", { ...alice, recipient: "https://evil.example.com/saml" }],
    ["with a document type", { ...alice, tamper: (xml) => `<!DOCTYPE a [<!ENTITY b "c">]>${xml}` }],
  ])("%s is refused", async (_, said, from) => {
    await trusting(saml, "sts:AssumeRoleWithSAML", ours);
    await expect(assume(said, start, from)).rejects.toMatchObject({ name: "InvalidIdentityTokenException" });
  });

  test("is good for five minutes from its issue", async () => {
    await trusting(saml, "sts:AssumeRoleWithSAML", ours);
    await expect(assume(alice, start + 1_000)).rejects.toMatchObject({ name: "InvalidIdentityTokenException" });
    await expect(assume(alice, start - 300_001)).rejects.toMatchObject({ name: "ExpiredTokenException" });
  });

  test("sets a source identity only where the role lets it", async () => {
    const said = { ...alice, attributes: { SourceIdentity: "alice" } };
    const asking = { ...ours, "sts:SourceIdentity": "alice" };
    await trusting(saml, "sts:AssumeRoleWithSAML", asking, {
      "sts:SetSourceIdentity": { "sts:SourceIdentity": "alice" },
    });
    expect(await assume(said)).toMatchObject({ SourceIdentity: "alice" });
    await expect(assume(alice)).rejects.toMatchObject({ name: "AccessDenied" });
  });
});

describe("a permission set of IAM Identity Center", () => {
  const policy = {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" },
  };

  test("is a role with a new suffix each time, and its users are sessions of their names", async () => {
    const first = world.aws.assignPermissionSet(account, { name: "Engineer", region: "eu-west-1", policy });
    const second = world.aws.assignPermissionSet(account, { name: "Engineer", policy });
    const beginning = `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/`;
    expect(first.arn).toMatch(new RegExp(`^${beginning}eu-west-1/AWSReservedSSO_Engineer_[0-9a-f]{16}$`));
    expect(second.arn).toMatch(new RegExp(`^${beginning}AWSReservedSSO_Engineer_[0-9a-f]{16}$`));
    const who = await world.sts(first.signIn("alice@example.com")).send(new GetCallerIdentityCommand({}));
    expect(who.UserId).toMatch(/^AROA\w{17}:alice@example\.com$/);
  });

  test("is known by its ARN's beginning where a role trusts the account under a condition", async () => {
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: account },
          Action: "sts:AssumeRole",
          Condition: {
            ArnLike: {
              "aws:PrincipalArn": `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Engineer_*`,
            },
          },
        },
      ],
    };
    await iam.send(new CreateRoleCommand({ RoleName: "admin", AssumeRolePolicyDocument: JSON.stringify(document) }));
    const assume = (name: string) =>
      world
        .sts(world.aws.assignPermissionSet(account, { name, region: "eu-west-1", policy }).signIn("alice"))
        .send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "alice" }));
    await assume("Engineer");
    await expect(assume("Auditor")).rejects.toMatchObject({ name: "AccessDenied" });
  });
});

/** The token with another subject, and the signature of before. */
function swapped(token: string): string {
  const [header = "", , signature = ""] = token.split(".");
  const claims = { iss: ISSUER, aud: "curfew", sub: "alice@example.com", exp: start / 1000 + 300 };
  return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
}

function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: "none", kid: "one" })).toString("base64url");
  return [header, token.split(".")[1], ""].join(".");
}

function swapNames(xml: string): string {
  return xml.replaceAll("bob@example.com", "alice@example.com");
}

/** A forged assertion before the signed one. */
function wrapped(xml: string): string {
  const assertion = /<saml:Assertion .*<\/saml:Assertion>/.exec(xml)?.[0] ?? "";
  return xml.replace(assertion, `${swapNames(assertion).replace('ID="_1"', 'ID="_2"')}${assertion}`);
}
