import { randomBytes } from "node:crypto";
import { sessionArn } from "../authenticate.js";
import type { PolicyDocument } from "../judge/policy.js";
import { readPolicy } from "../judge/read-policy.js";
import type { Role } from "../state/entities.js";
import { uniqueId } from "../state/ids.js";
import { readTrust } from "../state/trust.js";
import { accountOf, arnOf, type Session, type World } from "../state/world.js";
import { issueSession } from "../sts/issue.js";

/** A permission set of IAM Identity Center that is assigned in an account, as IAM shows it: a role nobody can name. */
export interface AssignedPermissionSet {
  /** Of the role. */
  readonly arn: string;
  /** Signs in as one of its users. */
  signIn(user: string): {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly arn: string;
  };
}

/**
 * Assigns it anew: the role's name ends in 16 hexadecimal digits that are other ones each time. Without a region the
 * path has none, as in us-east-1. https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function assignPermissionSet(
  world: World,
  accountId: string,
  set: { readonly name: string; readonly region?: string; readonly policy: PolicyDocument },
): AssignedPermissionSet {
  const account = accountOf(world, accountId);
  const path = `/aws-reserved/sso.amazonaws.com/${set.region === undefined ? "" : `${set.region}/`}`;
  const name = `AWSReservedSSO_${set.name}_${randomBytes(8).toString("hex")}`;
  const text = JSON.stringify(set.policy);
  const role: Role = {
    kind: "Role",
    account: account.id,
    name,
    path,
    arn: arnOf("role", account.id, path, name),
    id: uniqueId("AROA"),
    created: world.clock.now(),
    inline: new Map([["AwsSSOInlinePolicy", { text, policy: readPolicy(text, "identity") }]]),
    attached: new Map(),
    tags: new Map(),
    trust: readTrust(world, trustOf(account.id)),
    description: undefined,
    maxSessionDuration: 43_200,
    boundary: undefined,
    lastUsed: undefined,
  };
  account.roles.add(role);
  return {
    arn: role.arn,
    signIn(user) {
      const session: Pick<Session, "account" | "holder" | "mfa" | "name" | "policies" | "tags" | "sourceIdentity"> = {
        account: account.id,
        holder: role,
        mfa: false,
        name: user,
        policies: undefined,
        tags: new Map(),
        sourceIdentity: undefined,
      };
      const { AccessKeyId, SecretAccessKey, SessionToken } = issueSession(world, session, 3_600);
      return {
        accessKeyId: String(AccessKeyId),
        secretAccessKey: String(SecretAccessKey),
        sessionToken: String(SessionToken),
        arn: sessionArn(role, { name: user }),
      };
    },
  };
}

function trustOf(account: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` },
        Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      },
    ],
  });
}
