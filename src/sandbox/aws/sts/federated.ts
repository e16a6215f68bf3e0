import { sessionArn } from "../authenticate.js";
import { checkTagKey } from "../iam/validate.js";
import { type ContextEntries, contextOf } from "../judge/context.js";
import { judge } from "../judge/judge.js";
import { accessDenied, validationError } from "../protocol/aws-error.js";
import { isoSeconds } from "../protocol/instants.js";
import type { Params } from "../protocol/params.js";
import type { XmlFields } from "../protocol/xml.js";
import { currentTrust } from "../state/trust.js";
import { accountOf, type World } from "../state/world.js";
import { contextOfAction } from "./action-context.js";
import { issueSession } from "./issue.js";
import { checkDuration, findRole, readSessionRequest } from "./session-request.js";

/** What an identity provider vouched for, once that is checked. */
export interface Vouched {
  /** ARN of the provider, which is of the role's account. */
  readonly provider: string;
  readonly account: string;
  readonly action: "sts:AssumeRoleWithSAML" | "sts:AssumeRoleWithWebIdentity";
  /** The session's name. */
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly sourceIdentity: string | undefined;
  /** The provider's own condition keys: `SAML:sub`, `login.example.com:aud`, … */
  readonly context: ContextEntries;
}

/** Throws AccessDenied where the role's trust policy does not let whom the provider vouched for assume it. */
export function assumeVouched(world: World, params: Params, region: string, vouched: Vouched): XmlFields {
  const account = accountOf(world, vouched.account);
  const { arn, seconds, policies } = readSessionRequest(world, account, params);
  const role = findRole(world, arn);
  const refused = accessDenied(`Not authorized to perform ${vouched.action}`);
  if (!role || role.account !== vouched.account) throw refused;
  const { name, sourceIdentity } = vouched;
  const tags = new Map([...vouched.tags].map(([key, value]) => [checkTagKey(key), value]));
  if (tags.size > 50) throw validationError("The number of session tags has reached the maximum limit.");
  const now = world.clock.now();
  const everywhere = {
    "aws:CurrentTime": isoSeconds(now),
    "aws:EpochTime": String(Math.floor(now / 1000)),
    "aws:SecureTransport": "true",
    "aws:SourceIp": "127.0.0.1",
    "aws:RequestedRegion": region,
    ...Object.fromEntries([...role.tags].map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
  };
  const own = {
    "aws:TagKeys": tags.size === 0 ? undefined : [...tags.keys()],
    ...Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    "sts:RoleSessionName": name,
    "sts:SourceIdentity": sourceIdentity,
    ...vouched.context,
  };
  const principal = { kind: "federated", account: account.id, arn: vouched.provider, roleArn: undefined } as const;
  const resource = currentTrust(world, role.trust).policy;
  const actions = [
    vouched.action,
    ...(tags.size > 0 ? ["sts:TagSession"] : []),
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
  for (const action of actions) {
    const context = contextOf(everywhere, contextOfAction(action, own));
    const request = { principal, action, resource: role.arn, context };
    const none = { identity: [], boundary: undefined, session: undefined };
    if (judge(request, { ...none, resource }).verdict !== "allow") throw refused;
  }
  checkDuration(seconds, role);
  const session = { account: role.account, holder: role, mfa: false, name, policies, tags, sourceIdentity };
  return {
    Credentials: issueSession(world, session, seconds),
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${name}`, Arn: sessionArn(role, { name }) },
    PackedPolicySize: policies ? 1 : undefined,
    SourceIdentity: sourceIdentity,
  };
}
