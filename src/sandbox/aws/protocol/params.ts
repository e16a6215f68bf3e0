import { constraintError } from "./aws-error.js";

/**
 * The parameters of a query request: names and values of a form, where lists are `Name.member.1`, `Name.member.2` and
 * structures `Name.member.1.Key`.
 */
export interface Params {
  /** Undefined when absent. */
  optional(name: string): string | undefined;
  /** Throws a ValidationError when absent. */
  required(name: string): string;
  /** A whole number within the range, or the fallback when absent; throws a ValidationError otherwise. */
  integer(name: string, range: { readonly min: number; readonly max: number; readonly fallback: number }): number;
  /** False when absent. */
  flag(name: string): boolean;
  /** The strings of a list; empty when absent. */
  list(name: string): readonly string[];
  /** The structures of a list; empty when absent. */
  structures(name: string): readonly Params[];
}

/** Reads a form; of a name given twice the first counts. */
export function readParams(form: string): Params {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(form)) if (!values.has(name)) values.set(name, value);
  return paramsOf(values);
}

function paramsOf(values: ReadonlyMap<string, string>): Params {
  function required(name: string): string {
    const value = values.get(name);
    if (value === undefined) throw constraintError(undefined, name, "Member must not be null");
    return value;
  }

  function integer(name: string, range: { min: number; max: number; fallback: number }): number {
    const text = values.get(name);
    if (text === undefined) return range.fallback;
    const value = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(value)) throw constraintError(text, name, "Member must be an integer");
    if (value < range.min) {
      throw constraintError(text, name, `Member must have value greater than or equal to ${range.min}`);
    }
    if (value > range.max) {
      throw constraintError(text, name, `Member must have value less than or equal to ${range.max}`);
    }
    return value;
  }

  function structures(name: string): readonly Params[] {
    const prefix = `${name}.member.`;
    const byIndex = new Map<number, Map<string, string>>();
    for (const [key, value] of values) {
      const match = key.startsWith(prefix) ? /^(\d{1,6})\.(.+)$/.exec(key.slice(prefix.length)) : null;
      if (!match) continue;
      const index = Number(match[1]);
      const fields = byIndex.get(index) ?? new Map<string, string>();
      byIndex.set(index, fields.set(match[2] ?? "", value));
    }
    return [...byIndex].sort(([a], [b]) => a - b).map(([, fields]) => paramsOf(fields));
  }

  function list(name: string): readonly string[] {
    const items: string[] = [];
    for (let index = 1; ; index += 1) {
      const item = values.get(`${name}.member.${index}`);
      if (item === undefined) return items;
      items.push(item);
    }
  }

  return {
    optional: (name) => values.get(name),
    required,
    integer,
    flag: (name) => values.get(name) === "true",
    list,
    structures,
  };
}
