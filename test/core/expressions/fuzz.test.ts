import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { ask, faultOfExpression } from "../../../src/core/expressions/expressions.js";
import { circumstances } from "./circumstances.js";

const ATOM = fc.constantFrom(
  "request.minutes",
  "request.who",
  "request.renewals",
  "request.until",
  "person.teams",
  "author.login",
  "now",
  "true",
  "0",
  "9223372036854775807",
  "1.5",
  "''",
  "'sre'",
  "'__proto__'",
  "[1, 2]",
  "['a']",
  "null",
  "{}",
  "x",
  "__proto__",
  "constructor",
  "duration('1h')",
  "duration('-1h')",
  "timestamp('2026-01-01T00:00:00Z')",
);
const OPERATOR = fc.constantFrom("&&", "||", "==", "!=", "<", ">=", "+", "-", "*", "/", "%", "in", "? 1 :");
const CALL = fc.constantFrom("size", "int", "string", "duration", "timestamp", "dyn", "type", "has", "eval");
const METHOD = fc.constantFrom(
  "exists(x, x == 'a')",
  "all(x, true)",
  "contains('a')",
  "getHours('Europe/Berlin')",
  "getHours('x')",
  "constructor",
  "matches('(a+)+$')",
  "size()",
  "map(x, x)",
);

/** Things that look like expressions, most of which are none. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    ATOM,
    fc.tuple(tie("expression"), OPERATOR, tie("expression")).map(([one, sign, other]) => `(${one} ${sign} ${other})`),
    fc.tuple(CALL, tie("expression")).map(([call, inner]) => `${call}(${inner})`),
    fc.tuple(tie("expression"), METHOD).map(([inner, method]) => `${inner}.${method}`),
    tie("expression").map((inner) => `!${inner}`),
    fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => `${one}[${other}]`),
  ),
}));

/** What holds of every text: it has an answer, and one that cannot stand in a policy never says that it holds. */
function expectAnswer(source: string): void {
  const fault = faultOfExpression(source);
  const answer = ask(source, circumstances());
  if (answer.ok) expect([fault, typeof answer.holds]).toEqual([undefined, "boolean"]);
  else expect(answer.cause).toEqual(expect.any(String));
  if (fault !== undefined) expect(answer.ok).toBe(false);
}

test.prop([fc.string({ unit: "grapheme", maxLength: 600 })])("no text crashes, or is true by chance", expectAnswer);

test.prop([expression], { numRuns: 500 })("nothing that looks like an expression does", expectAnswer);

test.prop([expression, fc.nat(500), fc.string({ maxLength: 3 })], { numRuns: 300 })(
  "nor does what is cut, or has something put in",
  (source, at, put) => expectAnswer(`${source.slice(0, at)}${put}${source.slice(at)}`),
);

test.prop([expression, expression])("an error is neither true nor false, nor is what is made of it", (one, other) => {
  const error = "(1 / (request.minutes - 120) == 1)";
  for (const source of [`!${error}`, `${error} && ${error}`, `${error} ? ${one} : ${other}`]) {
    expect(ask(source, circumstances()).ok).toBe(false);
  }
});

test.prop([expression])("the same is answered twice, and the circumstances stay as they were", (source) => {
  const given = circumstances();
  const first = ask(source, given);
  expect(ask(source, given)).toEqual(first);
  expect(given).toEqual(circumstances());
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});
