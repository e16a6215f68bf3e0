import { meets } from "./condition.js";
import type { Context } from "./context.js";
import { anyRun, type GlobPart, glob, globParts, splitParts } from "./glob.js";
import type { Policy, Principals, Statement } from "./policy.js";
import { substitute } from "./variables.js";

/** Who asks, in the forms that policies can name them by. */
export interface Principal {
  readonly kind: "root" | "user" | "session" | "federated";
  /** 12 digits. */
  readonly account: string;
  /** Of the root user, the user, the session (`arn:aws:sts::…:assumed-role/name/session`), or who vouches for somebody. */
  readonly arn: string;
  /** The role's ARN, of a session. */
  readonly roleArn: string | undefined;
}

/**
 * How closely a policy named the principal: `itself` by the user's or the session's ARN or by `*`, `role` by the role of
 * a session, `account` by the account alone, which only delegates to that account's own policies.
 */
export type Naming = "itself" | "role" | "account";

export interface Request {
  readonly principal: Principal;
  /** `iam:CreateRole` */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  readonly context: Context;
}

/** The statements of a policy that speak of this request. */
export function applying(policy: Policy, request: Request): readonly Statement[] {
  return policy.statements.filter((statement) => applies(statement, request, policy.variables));
}

function applies(statement: Statement, request: Request, variables: boolean): boolean {
  const { actions, resources, principals } = statement;
  if (actions.patterns.some((pattern) => matchesAction(pattern, request.action)) === actions.negated) return false;
  if (resources !== undefined) {
    const matches = resources.patterns.some((pattern) => {
      const parts = substitute(pattern, request.context, variables);
      return parts !== undefined && matchesResource(parts, request.resource);
    });
    if (matches === resources.negated) return false;
  }
  if (principals !== undefined && (naming(principals, request.principal) !== undefined) === principals.negated) {
    return false;
  }
  return statement.conditions.every((condition) => meets(condition, request.context, variables));
}

/** The closest way in which the principals name this one; undefined when they do not. */
export function naming(principals: Principals, principal: Principal): Naming | undefined {
  const found = new Set(
    principals.names.map(({ type, value }) => {
      if (principal.kind === "federated") return type === "Federated" && value === principal.arn ? "itself" : undefined;
      return type === "AWS" ? namedBy(value, principal) : undefined;
    }),
  );
  return (["itself", "role", "account"] as const).find((candidate) => found.has(candidate));
}

function namedBy(value: string, principal: Principal): Naming | undefined {
  if (value === "*") return "itself";
  if (value === principal.arn) return principal.kind === "root" ? "account" : "itself";
  if (value === principal.roleArn) return "role";
  if (value === principal.account || value === `arn:aws:iam::${principal.account}:root`) return "account";
  return undefined;
}

/** Actions are compared without case. */
function matchesAction(pattern: string, action: string): boolean {
  return glob(globParts(pattern.toLowerCase()), action.toLowerCase());
}

/**
 * Matches piece by piece, so that a `*` in one piece of an ARN does not reach into the next; in the last piece, which
 * may hold colons, it does. Missing pieces at the end are wildcards: "If you specify an incomplete ARN […], AWS
 * auto-completes the ARN and adds wildcard characters (*) to all missing fields."
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function matchesResource(pattern: readonly GlobPart[], resource: string): boolean {
  if (pattern.length === 1 && pattern[0] === anyRun) return true;
  const wanted = splitParts(pattern, 6);
  const actual = splitParts(resource.split(""), 6);
  if (actual.length < 6 || wanted.length < 2) return glob(pattern, resource);
  return actual.every((piece, index) => glob(wanted[index] ?? [anyRun], piece.map(String).join("")));
}
