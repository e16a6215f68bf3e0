import { expect, test } from "vitest";
import { coAuthors } from "../../src/adapters/github/commits.js";
import { problemOfPattern } from "../../src/core/read/ticket-pattern.js";
import { findingsBlocks } from "../../src/render/findings.js";
import { accessOf } from "./judge.js";
import { findingsWith } from "./surfaces.js";

// What a hostile file can cost is bounded by what is done, not measured by a clock.

test("only the first strangers of a file have a suggestion, since each is compared with everybody", () => {
  const people = Array.from({ length: 400 }, (_, index) => `  alice-${index}: { name: A, id: ${index + 1} }`).join(
    "\n",
  );
  const members = Array.from({ length: 500 }, (_, index) => `alise-${index}`).join(", ");
  const { findings } = accessOf({ "access/people.yaml": `people:\n${people}\nteams:\n  sre: [${members}]\n` });
  const strangers = findings.filter(({ code, path }) => code === "unknown-person" && path === "access/people.yaml");
  expect(strangers).toHaveLength(500);
  expect(strangers.filter(({ args }) => "suggestion" in args)).toHaveLength(25);
});

test.each(["a?".repeat(20), `${"(?:a|a)".repeat(18)}!`, "a{1,50}a{1,50}a{1,50}!", "^a|b*c*d*e*f"])(
  "the pattern %s can be tried in too many ways on a ticket of a hundred characters",
  (pattern) => expect(problemOfPattern(pattern)).toContain("too many ways"),
);

test.each(["^[A-Z]+-\\d+-\\d+$", "^(?:INC|CHG)-\\d+-\\d+-\\d+$", "[A-Z]+-\\d+"])("the pattern %s cannot", (pattern) =>
  expect(problemOfPattern(pattern)).toBeUndefined(),
);

test("a co-author is looked for on a line of their own, whatever empty lines are around it", () => {
  expect(coAuthors("Mend\n\n\n  Co-authored-by: d <d@example.com>\t\r\n\n\nco-AUTHORED-by:<e@example.com>")).toEqual([
    "d@example.com",
    "e@example.com",
  ]);
  expect(coAuthors("Co-authored-by:\nd <d@example.com>")).toEqual([]);
});

test("of very many findings the first are shown, and their number", () => {
  const [one] = findingsWith("x");
  if (one === undefined) throw new Error("no finding");
  const [table = "", more] = findingsBlocks(Array.from({ length: 5000 }, () => one));
  expect(table.split("\n")).toHaveLength(42);
  expect(more).toBe("And 4960 more findings.");
});
