/** Says where a value is not as it should be, by a JSON pointer; undefined where it is. */
export type Shape = (value: unknown, at: string) => string | undefined;

/** An object with at least these keys; others may be there. */
export function object(keys: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return at;
    const own = new Map<string, unknown>(Object.entries(value));
    for (const [key, shape] of Object.entries(keys)) {
      const problem = shape(own.get(key), `${at}/${key}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function list(shape: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return at;
    for (const [index, item] of value.entries()) {
      const problem = shape(item, `${at}/${index}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** An object used as a map. */
export function record(shape: Shape): Shape {
  return (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return at;
    return list(shape)(Object.values(value), at);
  };
}

export function optional(shape: Shape): Shape {
  return (value, at) => (value === undefined ? undefined : shape(value, at));
}

export function either(choose: (value: Readonly<Record<string, unknown>>) => Shape): Shape {
  return (value, at) => object({})(value, at) ?? choose(value as Readonly<Record<string, unknown>>)(value, at);
}

export function oneOf(...allowed: readonly unknown[]): Shape {
  return (value, at) => (allowed.includes(value) ? undefined : at);
}

export const text: Shape = (value, at) => (typeof value === "string" ? undefined : at);
export const number: Shape = (value, at) => (typeof value === "number" ? undefined : at);
export const flag: Shape = (value, at) => (typeof value === "boolean" ? undefined : at);
