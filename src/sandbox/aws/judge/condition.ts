import type { Context } from "./context.js";
import { operators } from "./operators.js";
import type { Condition } from "./policy.js";

export interface OperatorName {
  readonly base: string;
  readonly quantifier: "ForAnyValue" | "ForAllValues" | undefined;
  readonly ifExists: boolean;
}

/** Takes `ForAnyValue:StringLikeIfExists` apart; undefined when there is no such operator. */
export function parseOperator(text: string): OperatorName | undefined {
  const match = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(text);
  if (!match) return undefined;
  const base = match[2] ?? "";
  if (base !== "Null" && !operators.has(base)) return undefined;
  if (base === "Null" && match[3] !== undefined) return undefined;
  const quantifier = match[1] === "ForAnyValue" || match[1] === "ForAllValues" ? match[1] : undefined;
  return { base, quantifier, ifExists: match[3] !== undefined };
}

/**
 * Whether a request meets a condition.
 *
 * | the key | then |
 * |---|---|
 * | is absent | met by `IfExists`, by `ForAllValues` and by negated operators; by no other |
 * | has one value | it matches some wanted one; negated: it matches none |
 * | has several, no quantifier | not met: several values need a quantifier |
 * | `ForAnyValue` | some value matches (negated: some value matches none) |
 * | `ForAllValues` | every value matches (negated: every value matches none) |
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function meets(condition: Condition, context: Context, variables: boolean): boolean {
  const name = parseOperator(condition.operator);
  if (!name) return false;
  const actual = context.get(condition.key.toLowerCase());
  if (name.base === "Null")
    return condition.values.some((value) => value.toLowerCase() === String(actual === undefined));
  const operator = operators.get(name.base);
  if (!operator) return false;
  if (actual === undefined || actual.length === 0) {
    if (name.quantifier !== undefined) return name.ifExists || name.quantifier === "ForAllValues";
    return name.ifExists || operator.negated;
  }
  const { compare, negated } = operator;
  const fits = (value: string) =>
    condition.values.some((wanted) => compare(value, wanted, context, variables)) !== negated;
  if (name.quantifier === "ForAnyValue") return actual.some(fits);
  return (name.quantifier === "ForAllValues" || actual.length === 1) && actual.every(fits);
}
