import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { VARIABLES } from "../../../src/core/expressions/environment.js";
import { ask, faultOfExpression } from "../../../src/core/expressions/expressions.js";
import { circumstances } from "./circumstances.js";

const PAGE = readFileSync("schemas/expressions.md", "utf8");

/** The rows of the table below a heading, without its head: cells as they are written. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
}

function codeIn(cell: string | undefined): readonly string[] {
  return [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? "");
}

test("every name is documented, and no other", () => {
  const documented = rowsBelow("What there is").flatMap(([names]) => codeIn(names));
  const declared = Object.entries(VARIABLES).flatMap(([name, fields]) =>
    typeof fields === "string" ? [name] : Object.keys(fields).map((field) => `${name}.${field}`),
  );
  expect(documented.toSorted()).toEqual(declared.toSorted());
});

describe("every example can stand in a policy", () => {
  const examples = rowsBelow("Examples").flatMap(([, expression]) => codeIn(expression));
  test("there are some", () => expect(examples.length).toBeGreaterThan(5));
  test.each(examples)("%s", (expression) => {
    expect(faultOfExpression(expression)).toBeUndefined();
    expect(ask(expression, circumstances())).toMatchObject({ ok: true });
  });
});

describe("a zone knows its summer", () => {
  const cases = rowsBelow("Summer time").map(
    ([moment = "", expression, holds]) => [moment.split(",")[0] ?? "", codeIn(expression)[0] ?? "", holds] as const,
  );
  test("there are some", () => expect(cases.length).toBeGreaterThan(5));
  test.each(cases)("at %s: %s is %s", (now, expression, holds) => {
    expect(ask(expression, circumstances({ now }))).toEqual({ ok: true, holds: holds === "true" });
  });
});

test("business hours in Berlin are the same in winter and in summer", () => {
  const [outside = ""] = codeIn(rowsBelow("Examples").find(([says]) => says?.includes("business hours"))?.[1]);
  const at = (now: string) => ask(outside, circumstances({ now }));
  expect([at("2026-11-23T07:59:59Z"), at("2026-11-23T08:00:00Z"), at("2026-11-23T16:00:00Z")]).toEqual([
    { ok: true, holds: true },
    { ok: true, holds: false },
    { ok: true, holds: true },
  ]);
  expect([at("2026-07-20T06:59:59Z"), at("2026-07-20T07:00:00Z"), at("2026-07-19T10:00:00Z")]).toEqual([
    { ok: true, holds: true },
    { ok: true, holds: false },
    { ok: true, holds: true },
  ]);
});
