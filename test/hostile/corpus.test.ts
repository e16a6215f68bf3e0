import { describe, expect, test } from "vitest";
import { PARTS } from "./feed.js";

const LEAST = 150;

for (const [name, { entries, outcome }] of Object.entries(PARTS)) {
  describe(`hostile ${name}`, () => {
    test.each(entries)("$name: $expected", (entry) => {
      expect(outcome(entry)).toBe(entry.expected);
    });
  });
}

test("the corpus was read", () => {
  const entries = Object.values(PARTS).flatMap((part) => part.entries);
  expect(entries.length).toBeGreaterThanOrEqual(LEAST);
  expect(Object.values(PARTS).filter((part) => part.entries.length === 0)).toEqual([]);
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
});
