// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like this
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSystem } from "../../../src/core/read/system.js";
import { KIND_SCHEMAS } from "../../../src/generated/kinds.js";
import { NO_DEMANDS } from "../../../src/providers/aws-iam/demands.js";
import { type Identity, partitionOf, readIdentity } from "../../../src/providers/aws-iam/identity.js";
import { trustPolicy } from "../../../src/providers/aws-iam/trust-policy.js";
import { NOW } from "../a-system.js";
import { ACCOUNT } from "./account.js";

const BEFORE = {
  saml: `arn:aws:iam::${ACCOUNT}:saml-provider/okta#`,
  oidc: `arn:aws:iam::${ACCOUNT}:oidc-provider/login.example.com/realms/acme#`,
  "identity-center": `arn:aws-us-gov:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops#`,
};

describe("whom an identity names", () => {
  it.each(Object.entries(BEFORE))("%s: the person after the #", (kind, before) => {
    expect(readIdentity(`${before}alice@example.com`)).toMatchObject({ kind, name: "alice@example.com" });
  });

  it("has a partition, whoever vouches", () => {
    expect(Object.values(BEFORE).map((before) => partitionOf(`${before}alice`))).toEqual(["aws", "aws", "aws-us-gov"]);
  });

  it.each(["", "*", "ali?e", "${aws:username}", "al ice", "alice#bob", 'ali"ce', "alice\n", "ali`ce", "ali\\u002a"])(
    "is nobody where the name could be read as more than one: %j",
    (name) => {
      for (const before of Object.values(BEFORE)) expect(readIdentity(`${before}${name}`)).toBeUndefined();
    },
  );

  it.each([
    `arn:aws:iam::${ACCOUNT}:saml-provider/*#alice`,
    `arn:aws:iam::${ACCOUNT}:oidc-provider/#alice`,
    `arn:aws:iam::*:saml-provider/okta#alice`,
    `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops#alice`,
    `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_*#alice`,
    `arn:aws:iam::${ACCOUNT}:role/admin#alice`,
    `arn:aws:iam::${ACCOUNT}:root#alice`,
  ])("is nobody where whoever vouches is not one: %s", (identity) => {
    expect(readIdentity(identity)).toBeUndefined();
  });

  it("is in the policy as it is, and nothing there is read as a pattern or a variable", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(BEFORE)),
        fc.string({ unit: fc.constantFrom(..."ab1@.-_/|:*?$"), minLength: 2, maxLength: 9 }),
        (before, name) => {
          const identity = readIdentity(before + name);
          fc.pre(identity !== undefined);
          const { Statement } = trustPolicy(
            identity as Identity,
            { until: NOW },
            { ...NO_DEMANDS, audience: "curfew" },
          );
          const { StringEquals, StringLike } = Statement[0]?.Condition ?? {};
          const values = Object.values({ ...StringEquals, ...StringLike });
          expect(values).toContain(identity?.kind === "identity-center" ? `*:${name}` : name);
          expect(name).not.toMatch(/[*?$]/);
        },
      ),
    );
  });
});

describe("a trust policy", () => {
  it("fits into what AWS gives it, whoever it is for and whatever it asks", () => {
    const tags = new Map([
      ["request", "r".repeat(256)],
      ["commit", "c".repeat(40)],
      ["who", "w".repeat(39)],
      ["what", "s".repeat(81)],
    ]);
    const demands = { mfa: { within: 86_400 }, sourceIdentity: "n".repeat(64), tags, audience: "a".repeat(255) };
    const longest = [
      `arn:aws-us-gov:iam::${ACCOUNT}:user/${"p".repeat(100)}/${"n".repeat(64)}`,
      `arn:aws-us-gov:sts::${ACCOUNT}:assumed-role/${"r".repeat(64)}/${"n".repeat(64)}`,
      `${BEFORE["identity-center"].replace("Ops", "S".repeat(32))}${"n".repeat(64)}`,
    ];
    for (const text of longest) {
      const policy = trustPolicy(readIdentity(text) as Identity, { from: NOW, until: NOW }, demands);
      expect(JSON.stringify(policy).length).toBeLessThanOrEqual(2_048);
    }
    for (const before of [BEFORE.saml, BEFORE.oidc]) {
      const identity = readIdentity(before + "s".repeat(255)) as Identity;
      const policy = trustPolicy(identity, { from: NOW, until: NOW }, { ...demands, tags: new Map() });
      expect(JSON.stringify(policy).length).toBeLessThanOrEqual(2_048);
    }
  });
});

describe("a system file", () => {
  function findingsOf(lines: readonly string[]) {
    const text = `kind: aws-iam
about: The production account.
account: "${ACCOUNT}"
${lines.join("\n")}
roles:
  admin:
    about: Everything.
    policies: [arn:aws:iam::aws:policy/AdministratorAccess]
`;
    const source = { path: "access/systems/aws-prod.yaml", mode: "100644", bytes: Buffer.from(text) };
    return readSystem("aws-prod", source, KIND_SCHEMAS).findings;
  }

  it.each([
    ...[BEFORE.saml, BEFORE["identity-center"]].map((before) => [`identity: ${before}{email}`]),
    [`identity: ${BEFORE.oidc}{email}`, "audience: curfew"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "mfa: true", "sourceIdentity: login"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "mfa: { within: 1h30m }", "sessionTags: [request, who]"],
    [
      `identity: arn:aws:iam::${ACCOUNT}:user/{login}`,
      `boundary: arn:aws:iam::${ACCOUNT}:policy/people`,
      `through: arn:aws:iam::${ACCOUNT}:role/curfew`,
    ],
  ])("may say %s", (...lines) => {
    expect(findingsOf(lines)).toEqual([]);
  });

  it.each([
    [`identity: ${BEFORE.saml}alice`],
    [`identity: ${BEFORE.saml}*{email}`],
    [`identity: arn:aws:iam::${ACCOUNT}:saml-provider/{login}#{email}`],
    [`identity: arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops#{email}`],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "mfa: yes please"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "mfa: { within: 0m }"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "mfa: { within: 1h, or: later }"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "mfa: {}"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "sessionTags: [ticket]"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "sourceIdentity: email"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "boundary: people"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "through: arn:aws:iam::*:role/curfew"],
    [`identity: arn:aws:iam::${ACCOUNT}:user/{login}`, "externalId: s3cret"],
  ])("may not say %s", (...lines) => {
    expect(findingsOf(lines)).toHaveLength(1);
  });

  it("must say for whom the tokens of an OIDC provider are", () => {
    expect(findingsOf([`identity: ${BEFORE.oidc}{email}`])).toMatchObject([
      {
        code: "missing-key",
        args: { key: "audience", about: expect.stringMatching(/^Whom tokens/), example: "curfew" },
      },
    ]);
  });
});
