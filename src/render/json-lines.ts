import { seenInJson } from "./escape.js";

/** Deeper values are small: each is printed at once. */
const STREAMED = 6;

/**
 * The lines of `JSON.stringify(value, null, 2)`, each when it is asked for, so that a long answer is never one string. It
 * takes plain data. Text of others obeys no terminal: controls and what cannot be seen are escaped.
 */
export function* jsonLines(value: unknown): Generator<string, void, undefined> {
  yield* linesOf(value, 0, "", "");
}

function* linesOf(value: unknown, depth: number, before: string, after: string): Generator<string, void, undefined> {
  const blanks = "  ".repeat(depth);
  const entries = depth < STREAMED ? entriesOf(value) : [];
  if (entries.length === 0) {
    const whole = JSON.stringify(value, null, 2).replaceAll("\n", `\n${blanks}`);
    yield `${blanks}${before}${seenInJson(whole)}${after}`;
    return;
  }
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  yield `${blanks}${before}${open}`;
  for (const [index, [key, item]] of entries.entries()) {
    yield* linesOf(item, depth + 1, key, index === entries.length - 1 ? "" : ",");
  }
  yield `${blanks}${close}${after}`;
}

/** What JSON would print between the brackets: keys with their colon, and no key without a value. */
function entriesOf(value: unknown): readonly (readonly [key: string, item: unknown])[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.map((item: unknown) => ["", item ?? null] as const);
  return Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [[`${seenInJson(JSON.stringify(key))}: `, item] as const],
  );
}
