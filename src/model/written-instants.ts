import { formatInstant, type Instant } from "./instant.js";

/** Keys that hold an instant wherever they stand in a value of the model, but below `args`: a finding's arguments are written as they are. */
const INSTANTS: readonly string[] = ["at", "from", "until", "granted", "ended", "due"];

/** No value of ours is nested deeper; what is would only exhaust the stack. */
const DEPTH = 64;

/** A value as JSON has it for whoever reads it outside: instants are RFC 3339, maps are objects. */
export function withWrittenInstants(value: unknown): unknown {
  return withInstants(value, (each) => (typeof each === "number" ? formatInstant(each as Instant) : each));
}

/** The value with every instant in it converted, in a copy. */
export function withInstants(value: unknown, convert: (value: unknown) => unknown): unknown {
  return converted(value, 0, convert);
}

function converted(value: unknown, depth: number, convert: (value: unknown) => unknown): unknown {
  if (depth > DEPTH) throw new RangeError("nested too deeply");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => converted(item, depth + 1, convert));
  const entries: readonly (readonly [string, unknown])[] =
    value instanceof Map ? [...value].map(([key, item]) => [String(key), item]) : Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => {
      if (key === "args") return [key, item];
      return [key, INSTANTS.includes(key) ? convert(item) : converted(item, depth + 1, convert)];
    }),
  );
}
