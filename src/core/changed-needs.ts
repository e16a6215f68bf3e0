import type { Allowance, ChangedNeed } from "../model/effect.js";
import type { Need, NeededStatement } from "../model/need.js";

interface NeedIn extends Need {
  readonly system: string;
}

/**
 * What becomes otherwise of what Curfew itself must be allowed. Nobody allows it by merging: until whoever may has done so,
 * what is granted fails.
 */
export function changedNeeds(before: readonly NeedIn[], after: readonly NeedIn[]): readonly ChangedNeed[] {
  const keyOf = ({ system, holder }: NeedIn) => JSON.stringify([system, holder]);
  const [had, has] = [before, after].map((needs) => new Map(needs.map((need) => [keyOf(need), need])));
  return [...new Map([...(had ?? []), ...(has ?? [])])].flatMap(([key, { system, holder }]): readonly ChangedNeed[] => {
    const [was, is] = [had?.get(key), has?.get(key)];
    if (was === undefined || is === undefined) {
      return [{ system, holder, more: was === undefined ? "whole" : [], less: is === undefined ? "whole" : [] }];
    }
    const [more, less] = [without(is, was), without(was, is)];
    return more.length + less.length === 0 ? [] : [{ system, holder, more, less }];
  });
}

function without(one: Need, other: Need): readonly Allowance[] {
  const known = new Set(other.policy.Statement.flatMap(allowancesIn).map((allowance) => JSON.stringify(allowance)));
  return one.policy.Statement.flatMap(allowancesIn).filter((allowance) => !known.has(JSON.stringify(allowance)));
}

/** Any of the values is enough, and all of the conditions must hold: so it is one allowance for each choice of values. */
function allowancesIn({ Action, Resource, Condition = {} }: NeededStatement): readonly Allowance[] {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => list(values).map((value) => ({ operator, key, value }))),
  );
  const choices = conditions.reduce<readonly Allowance["when"][]>(
    (chosen, values) => chosen.flatMap((when) => values.map((value) => [...when, value])),
    [[]],
  );
  return list(Action).flatMap((action) =>
    list(Resource).flatMap((resource) => choices.map((when) => ({ action, resource, when }))),
  );
}

function list(values: string | readonly string[] = []): readonly string[] {
  return typeof values === "string" ? [values] : values;
}
