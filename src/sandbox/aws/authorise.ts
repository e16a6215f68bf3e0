import { type Context, type ContextEntries, contextOf } from "./judge/context.js";
import { explainDenial } from "./judge/denial.js";
import { type Judgement, judge, type Policies } from "./judge/judge.js";
import type { Policy } from "./judge/policy.js";
import type { Principal, Request } from "./judge/statement.js";
import { accessDenied } from "./protocol/aws-error.js";
import { isoSeconds } from "./protocol/instants.js";
import { inForce, type Role, type Tags, type User } from "./state/entities.js";
import type { Caller, World } from "./state/world.js";

/** What a caller wants to do to what. */
export interface Wish {
  /** `iam:CreateRole` */
  readonly action: string;
  readonly resource: string;
  /** What a denial calls it, where that is not by its ARN. */
  readonly called?: string | undefined;
  readonly resourceTags: Tags | undefined;
  /** The resource's own policy: a role's trust policy. */
  readonly resourcePolicy: Policy | undefined;
  readonly region: string;
  /** Keys of this action alone. */
  readonly context: ContextEntries;
}

/** Judges by the policies as they stand now, so that a live session feels every change. Throws AccessDenied. */
export function authorise(world: World, caller: Caller, wish: Wish): void {
  const { request, judgement } = judgeWish(world, caller, wish);
  if (judgement.verdict !== "allow") throw accessDenied(explainDenial(request, judgement, wish.called));
}

/** Judges without acting on it. */
export function judgeWish(
  world: World,
  caller: Caller,
  wish: Wish,
): { readonly request: Request; readonly judgement: Judgement } {
  const request = {
    principal: principalOf(caller),
    action: wish.action,
    resource: wish.resource,
    context: requestContext(world, caller, wish),
  };
  return { request, judgement: judge(request, { ...policiesOf(caller), resource: wish.resourcePolicy }) };
}

function principalOf({ account, arn, holder }: Caller): Principal {
  if (!holder) return { kind: "root", account: account.id, arn, roleArn: undefined };
  return holder.kind === "Role"
    ? { kind: "session", account: account.id, arn, roleArn: holder.arn }
    : { kind: "user", account: account.id, arn, roleArn: undefined };
}

function policiesOf({ holder, session }: Caller): Omit<Policies, "resource"> {
  return {
    identity: holder ? identityPolicies(holder) : [],
    boundary: holder?.boundary && inForce(holder.boundary).policy,
    session: session?.policies,
  };
}

function identityPolicies(holder: Role | User): readonly Policy[] {
  const holders = holder.kind === "User" ? [holder, ...holder.groups] : [holder];
  return holders.flatMap(({ inline, attached }) => [
    ...[...inline.values()].map(({ policy }) => policy),
    ...[...attached.values()].map((managed) => inForce(managed).policy),
  ]);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function requestContext(world: World, caller: Caller, wish: Wish): Context {
  const now = world.clock.now();
  const { holder, session, account } = caller;
  const tags: Record<string, string> = {};
  for (const [key, value] of [...(holder?.tags ?? []), ...(session?.tags ?? [])])
    tags[`aws:PrincipalTag/${key}`] = value;
  for (const [key, value] of wish.resourceTags ?? []) {
    tags[`aws:ResourceTag/${key}`] = value;
    tags[`iam:ResourceTag/${key}`] = value;
  }
  return contextOf(
    {
      "aws:CurrentTime": isoSeconds(now),
      "aws:EpochTime": String(Math.floor(now / 1000)),
      // Loopback stands for the encrypted connection that AWS would insist on.
      "aws:SecureTransport": "true",
      "aws:SourceIp": "127.0.0.1",
      "aws:RequestedRegion": wish.region,
      "aws:ViaAWSService": "false",
      "aws:PrincipalIsAWSService": "false",
      "aws:PrincipalAccount": account.id,
      "aws:PrincipalArn": holder?.arn ?? account.rootArn,
      "aws:PrincipalType": holder === undefined ? "Account" : holder.kind === "Role" ? "AssumedRole" : "User",
      "aws:userid": caller.userId,
      "aws:username": holder?.kind === "User" ? holder.name : undefined,
      "aws:ResourceAccount": /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(wish.resource)?.[1] ?? account.id,
      // Present only with temporary credentials, as is the time of their issue.
      "aws:MultiFactorAuthPresent": session && String(session.mfa),
      "aws:MultiFactorAuthAge": session?.mfa ? String(Math.floor((now - session.issued) / 1000)) : undefined,
      "aws:TokenIssueTime": session && isoSeconds(session.issued),
      "aws:SourceIdentity": session?.sourceIdentity,
    },
    tags,
    wish.context,
  );
}
