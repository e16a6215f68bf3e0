import { formatInstant, type Instant, parseInstant } from "../../model/instant.js";
import type { Demands } from "./demands.js";
import { type Identity, issuerOf } from "./identity.js";
import { type PolicyDocument, policyDocument, type Statement, sameDocument } from "./policy-document.js";

type Conditions = NonNullable<Statement["Condition"]>;

/** Who may assume the role, how, and when: a new session needs this, the deadline ends the live ones. */
export function trustPolicy(
  identity: Identity,
  window: { readonly from?: Instant; readonly until: Instant },
  demands: Demands,
): PolicyDocument {
  const { principal, action, conditions } = entranceOf(identity, demands);
  const ended = { DateLessThan: { "aws:CurrentTime": formatInstant(window.until) } };
  return beginning(
    policyDocument([
      {
        Effect: "Allow",
        Principal: principal,
        Action: [
          action,
          ...(demands.sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
          ...(demands.tags.size === 0 ? [] : ["sts:TagSession"]),
        ],
        Condition: joined([conditions, ended, ...demanded(demands)]),
      },
    ]),
    window.from,
  );
}

/** Whether a document is that trust policy. From when on does not matter once it has passed. */
export function trusts(document: unknown, wanted: PolicyDocument, now: Instant): boolean {
  const from = fromOf(document);
  if (from !== undefined && from > now) return false;
  return sameDocument(document, beginning(wanted, from));
}

/** Whom a document trusts, if that is one by an ARN of their own. */
export function principalOf(document: unknown): string | undefined {
  return /"Principal":\{"AWS":"([^"]{1,2048})"\}/.exec(JSON.stringify(document) ?? "")?.[1];
}

function entranceOf(
  identity: Identity,
  { audience }: Demands,
): {
  readonly principal: Readonly<Record<string, string>>;
  readonly action: string;
  readonly conditions: Conditions;
} {
  switch (identity.kind) {
    case "arn":
      return { principal: { AWS: identity.arn }, action: "sts:AssumeRole", conditions: {} };
    case "saml":
      return {
        principal: { Federated: identity.provider },
        action: "sts:AssumeRoleWithSAML",
        conditions: { StringEquals: { "SAML:aud": audience ?? "", "SAML:sub": identity.name } },
      };
    case "oidc": {
      const issuer = issuerOf(identity.provider);
      return {
        principal: { Federated: identity.provider },
        action: "sts:AssumeRoleWithWebIdentity",
        conditions: { StringEquals: { [`${issuer}:aud`]: audience ?? "", [`${issuer}:sub`]: identity.name } },
      };
    }
    case "identity-center":
      return { principal: { AWS: rootOf(identity) }, action: "sts:AssumeRole", conditions: centreConditions(identity) };
    default:
      return identity satisfies never;
  }
}

/**
 * The role of a permission set has a suffix of 16 characters that is another one whenever the set is assigned anew, and
 * a principal knows no wildcards: so the account is named, and the role in a condition, as AWS recommends. A `?` for each
 * of the 16, for `Ops_*` would let in `Ops_Admin`, too. A session bears the name of its user, after a colon that no name
 * holds. https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
function centreConditions(identity: Extract<Identity, { kind: "identity-center" }>): Conditions {
  const { partition, account, place, permissionSet, name } = identity;
  const role = `AWSReservedSSO_${permissionSet}_${"?".repeat(16)}`;
  return {
    ArnLike: { "aws:PrincipalArn": `arn:${partition}:iam::${account}:role/aws-reserved/${place}/${role}` },
    StringLike: { "aws:userid": `*:${name}` },
  };
}

function rootOf({ partition, account }: Identity): string {
  return `arn:${partition}:iam::${account}:root`;
}

function demanded({ mfa, sourceIdentity, tags }: Demands): readonly Conditions[] {
  const values = [...tags].map(([key, value]): [string, string] => [`aws:RequestTag/${key}`, value]);
  return [
    // Not `BoolIfExists`: an access key of a user says nothing of a second factor at all.
    mfa ? { Bool: { "aws:MultiFactorAuthPresent": "true" } } : {},
    mfa?.within === undefined ? {} : { NumericLessThan: { "aws:MultiFactorAuthAge": String(mfa.within) } },
    sourceIdentity === undefined ? {} : { StringEquals: { "sts:SourceIdentity": sourceIdentity } },
    tags.size === 0
      ? {}
      : {
          StringEquals: Object.fromEntries(values),
          // Who may tag a session could otherwise give it tags that policies elsewhere believe.
          "ForAllValues:StringEquals": { "aws:TagKeys": [...tags.keys()] },
        },
  ];
}

function beginning(policy: PolicyDocument, from: Instant | undefined): PolicyDocument {
  if (from === undefined) return policy;
  const begun = { DateGreaterThanEquals: { "aws:CurrentTime": formatInstant(from) } };
  return policyDocument(
    policy.Statement.map((statement) => ({ ...statement, Condition: joined([begun, statement.Condition ?? {}]) })),
  );
}

/** Conditions that must all hold: those of one operator in one block. */
function joined(all: readonly Conditions[]): Conditions {
  const block: Record<string, Conditions[string]> = {};
  for (const conditions of all) {
    for (const [operator, keys] of Object.entries(conditions)) block[operator] = { ...block[operator], ...keys };
  }
  return block;
}

function fromOf(document: unknown): Instant | undefined {
  const text = /"DateGreaterThanEquals":\{"aws:CurrentTime":"([^"]{1,40})"\}/.exec(JSON.stringify(document) ?? "")?.[1];
  return text === undefined ? undefined : parseInstant(text);
}
