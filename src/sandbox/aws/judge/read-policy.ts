import { malformedPolicy } from "../protocol/aws-error.js";
import { parseOperator } from "./condition.js";
import { parsePolicyDate } from "./operators.js";
import type { Condition, Patterns, Policy, PrincipalName, Principals, Statement } from "./policy.js";

/** `identity` policies name resources and nobody; `trust` policies name principals and no resource. */
export type Grammar = "identity" | "trust";

type Fields = Readonly<Record<string, unknown>>;

const policyFields = new Set(["Version", "Id", "Statement"]);
const statementFields = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);
const principalTypes = new Set(["AWS", "Service", "Federated"]);
/** What a trust policy may speak of. */
const trustActions =
  /^sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext|[a-z]*\*)$/i;

/**
 * Reads a policy's JSON. Throws MalformedPolicyDocument with IAM's sentence.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(text: string, grammar: Grammar): Policy {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformedPolicy(grammar === "trust" ? "This policy contains invalid Json" : "Syntax errors in policy.");
  }
  const fields = record(json);
  only(fields, policyFields);
  const version = fields["Version"] ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    throw malformedPolicy("Policy document must be version 2012-10-17 or greater.");
  }
  const raw = fields["Statement"];
  const list: readonly unknown[] = Array.isArray(raw) ? raw : raw === undefined ? [] : [raw];
  if (list.length === 0) throw malformedPolicy("Syntax errors in policy.");
  const statements = list.map((item) => readStatement(record(item), grammar));
  const sids = statements.flatMap(({ sid }) => (sid === undefined || sid === "" ? [] : [sid]));
  if (new Set(sids).size !== sids.length) {
    throw malformedPolicy("Statement IDs (SID) in a single policy must be unique.");
  }
  return { variables: version === "2012-10-17", statements };
}

function readStatement(fields: Fields, grammar: Grammar): Statement {
  only(fields, statementFields);
  const sid = fields["Sid"];
  if (sid !== undefined && (typeof sid !== "string" || !/^[A-Za-z0-9]*$/.test(sid))) {
    throw malformedPolicy(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  }
  const effect = fields["Effect"];
  if (effect !== "Allow" && effect !== "Deny") throw malformedPolicy("Syntax errors in policy.");
  const actions = oneOf(fields, "Action", "NotAction");
  if (!actions) throw malformedPolicy("Policy statement must contain actions.");
  for (const action of actions.patterns) checkAction(action, grammar);
  const resources = oneOf(fields, "Resource", "NotResource");
  const principals = readPrincipals(fields);
  if (grammar === "identity") {
    if (principals) throw malformedPolicy("Policy document should not specify a principal.");
    if (!resources) throw malformedPolicy("Policy statement must contain resources.");
    for (const resource of resources.patterns) checkResource(resource);
  } else {
    if (resources) throw malformedPolicy("Has prohibited field Resource");
    if (!principals) throw malformedPolicy("Missing required field Principal");
  }
  return { sid, effect, actions, resources, principals, conditions: readConditions(fields["Condition"]) };
}

function checkAction(action: string, grammar: Grammar): void {
  if (grammar === "trust" && !trustActions.test(action)) {
    throw malformedPolicy("AssumeRole policy may only specify STS AssumeRole actions.");
  }
  if (action === "*") return;
  if (!action.includes(":")) {
    throw malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  }
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9*?-]+$/.test(action)) throw malformedPolicy("The policy failed legacy parsing");
}

function checkResource(resource: string): void {
  if (resource === "*") return;
  if (!/^(arn|\*)/.test(resource)) {
    throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
  }
  if (!/^arn:[a-z*?-]+:[^:]+/.test(resource) && !resource.startsWith("*")) {
    throw malformedPolicy("The policy failed legacy parsing");
  }
}

function readPrincipals(fields: Fields): Principals | undefined {
  const negated = fields["NotPrincipal"] !== undefined;
  if (negated && fields["Principal"] !== undefined) throw malformedPolicy("Syntax errors in policy.");
  const value = fields["NotPrincipal"] ?? fields["Principal"];
  if (value === undefined) return undefined;
  if (value === "*") return { negated, names: [{ type: "AWS", value: "*" }] };
  const names: PrincipalName[] = [];
  for (const [type, entry] of Object.entries(record(value))) {
    if (!principalTypes.has(type)) throw malformedPolicy(`Invalid principal in policy: "${type}":"${String(entry)}"`);
    for (const name of strings(entry)) names.push({ type, value: name });
  }
  if (names.length === 0) throw malformedPolicy("Syntax errors in policy.");
  return { negated, names };
}

function readConditions(value: unknown): readonly Condition[] {
  if (value === undefined) return [];
  const conditions: Condition[] = [];
  for (const [operator, keys] of Object.entries(record(value))) {
    const name = parseOperator(operator);
    if (!name) throw malformedPolicy(`Invalid Condition type : ${operator}.`);
    for (const [key, wanted] of Object.entries(record(keys))) {
      if (!key.includes(":"))
        throw malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
      const list: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
      const values = list.map(conditionValue);
      if (name.base.startsWith("Date") && values.some((text) => parsePolicyDate(text) === undefined)) {
        throw malformedPolicy("Syntax errors in policy.");
      }
      conditions.push({ operator, key, values });
    }
  }
  return conditions;
}

function conditionValue(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw malformedPolicy("Syntax errors in policy.");
}

function oneOf(fields: Fields, plain: string, negation: string): Patterns | undefined {
  if (fields[plain] !== undefined && fields[negation] !== undefined) throw malformedPolicy("Syntax errors in policy.");
  const value = fields[plain] ?? fields[negation];
  if (value === undefined) return undefined;
  const patterns = strings(value);
  if (patterns.length === 0) return undefined;
  return { negated: fields[negation] !== undefined, patterns };
}

function strings(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== "string") throw malformedPolicy("Syntax errors in policy.");
    return item;
  });
}

function record(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformedPolicy("Syntax errors in policy.");
  }
  return value as Fields;
}

function only(fields: Fields, allowed: ReadonlySet<string>): void {
  for (const name of Object.keys(fields)) if (!allowed.has(name)) throw malformedPolicy("Syntax errors in policy.");
}
