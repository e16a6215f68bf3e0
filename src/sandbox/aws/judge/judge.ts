import type { Policy } from "./policy.js";
import { applying, type Naming, naming, type Request } from "./statement.js";

/** The kinds of policies, in the order in which a denial is blamed on them. */
export type PolicyKind = "identity" | "boundary" | "session" | "resource";

export interface Policies {
  /** Inline and managed policies of the user or role, and of the user's groups. */
  readonly identity: readonly Policy[];
  /** Undefined when there is none. */
  readonly boundary: Policy | undefined;
  /** What a session was narrowed to when it was made; undefined when it was not. */
  readonly session: readonly Policy[] | undefined;
  /** The trust policy of a role that is being assumed; undefined when the resource has none. */
  readonly resource: Policy | undefined;
}

export type Judgement =
  | { readonly verdict: "allow" }
  | { readonly verdict: "explicit-deny"; readonly by: PolicyKind; readonly sid: string | undefined }
  | { readonly verdict: "implicit-deny"; readonly by: PolicyKind };

/**
 * Judges one request as AWS does.
 *
 * 1. A deny that applies, in any policy, decides.
 * 2. The root user may do everything in its account that has no resource-based policy of its own.
 * 3. Across accounts both sides must allow.
 * 4. Within an account a resource-based policy that names a user or a session, or everybody by `*`, is enough; one that
 *    names the role still needs the boundary and the session policy; one that names the account passes the question on.
 * 5. A resource that has a policy (here: a role, for sts:AssumeRole) needs it to allow.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
export function judge(request: Request, policies: Policies): Judgement {
  const groups: readonly (readonly [PolicyKind, readonly Policy[]])[] = [
    ["identity", policies.identity],
    ["boundary", policies.boundary ? [policies.boundary] : []],
    ["session", policies.session ?? []],
    ["resource", policies.resource ? [policies.resource] : []],
  ];
  for (const [by, group] of groups) {
    for (const policy of group) {
      const deny = applying(policy, request).find((statement) => statement.effect === "Deny");
      if (deny) return { verdict: "explicit-deny", by, sid: deny.sid };
    }
  }

  const { principal } = request;
  const same =
    resourceAccount(request.resource) === undefined || resourceAccount(request.resource) === principal.account;
  let named: Naming | undefined;
  if (policies.resource) {
    named = closestAllow(policies.resource, request);
    if (named === undefined) return { verdict: "implicit-deny", by: "resource" };
  }
  if (!same && !policies.resource) return { verdict: "implicit-deny", by: "resource" };
  if (principal.kind === "root" && same) return { verdict: "allow" };
  if (same && named === "itself") return { verdict: "allow" };
  const needed: readonly (readonly [PolicyKind, readonly Policy[] | undefined])[] = [
    ["identity", same && named === "role" ? undefined : policies.identity],
    ["boundary", policies.boundary ? [policies.boundary] : undefined],
    ["session", policies.session],
  ];
  for (const [by, group] of needed) {
    if (group !== undefined && !allows(group, request)) return { verdict: "implicit-deny", by };
  }
  return { verdict: "allow" };
}

function allows(policies: readonly Policy[], request: Request): boolean {
  return policies.some((policy) => applying(policy, request).some((statement) => statement.effect === "Allow"));
}

function closestAllow(policy: Policy, request: Request): Naming | undefined {
  const found = new Set<Naming | undefined>();
  for (const statement of applying(policy, request)) {
    if (statement.effect !== "Allow" || !statement.principals) continue;
    found.add(statement.principals.negated ? "account" : naming(statement.principals, request.principal));
  }
  return (["itself", "role", "account"] as const).find((candidate) => found.has(candidate));
}

function resourceAccount(resource: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1];
}
