import { formatInstant, type Instant, parseInstant } from "../../model/instant.js";
import type { Demands } from "./demands.js";
import { type Identity, issuerOf } from "./identity.js";
import { type PolicyDocument, policyDocument, type Statement, sameDocument } from "./policy-document.js";

type Conditions = NonNullable<Statement["Condition"]>;

/**
 * Who may assume the role, how, and when: a new session needs this, the deadline ends the live ones. What must be brought
 * is a condition of assuming; that it may be brought takes an action of its own, whose statement speaks of nothing but
 * what AWS knows when it judges that action.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
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
        Action: action,
        Condition: joined([conditions, ended, secondFactor(demands), sourceIdentity(demands), sessionTags(demands)]),
      },
      ...bringing(principal, demands),
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

/**
 * Whether who was trusted is no more: AWS then shows an id that is never used again in place of the ARN, so that nobody
 * inherits by taking the name. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function trustsTheDeleted(document: unknown): boolean {
  return /^A(?:IDA|ROA)[A-Z0-9]{12,}(?::|$)/.test(principalOf(document) ?? "");
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

/**
 * Lets them be brought; which ones is asked of assuming, for a trust policy has no more than 2,048 characters. Where there
 * are no tags to be judged, `ForAllValues` holds.
 */
function bringing(principal: Statement["Principal"] & object, demands: Demands): readonly Statement[] {
  const tagged = demands.tags.size > 0;
  const Action = [
    ...(demands.sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
    ...(tagged ? ["sts:TagSession"] : []),
  ];
  if (Action.length === 0) return [];
  const Condition = tagged ? tagKeys(demands) : sourceIdentity(demands);
  return [{ Effect: "Allow", Principal: principal, Action, Condition }];
}

/** Of what IAM users alone can bring. */
export function secondFactor({ mfa }: Pick<Demands, "mfa">): Conditions {
  if (!mfa) return {};
  return {
    // Not `BoolIfExists`: an access key of a user says nothing of a second factor at all.
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    ...(mfa.within === undefined ? {} : { NumericLessThan: { "aws:MultiFactorAuthAge": String(mfa.within) } }),
  };
}

function sourceIdentity({ sourceIdentity: wanted }: Demands): Conditions {
  return wanted === undefined ? {} : { StringEquals: { "sts:SourceIdentity": wanted } };
}

function sessionTags({ tags }: Demands): Conditions {
  if (tags.size === 0) return {};
  const values = Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value]));
  return joined([{ StringEquals: values }, tagKeys({ tags })]);
}

/** Who may tag a session could otherwise give it tags that policies elsewhere believe. */
function tagKeys({ tags }: Pick<Demands, "tags">): Conditions {
  return tags.size === 0 ? {} : { "ForAllValues:StringEquals": { "aws:TagKeys": [...tags.keys()] } };
}

/** Only the first statement, without which the others let nobody in. */
function beginning(policy: PolicyDocument, from: Instant | undefined): PolicyDocument {
  const [entrance, ...others] = policy.Statement;
  if (from === undefined || !entrance) return policy;
  const begun = { DateGreaterThanEquals: { "aws:CurrentTime": formatInstant(from) } };
  return policyDocument([{ ...entrance, Condition: joined([begun, entrance.Condition ?? {}]) }, ...others]);
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
