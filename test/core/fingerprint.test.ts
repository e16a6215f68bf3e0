import { expect, test } from "vitest";
import { fingerprint } from "../../src/core/fingerprint.js";

test.each([
  ["", "cbf29ce484222325"],
  ["a", "af63dc4c8601ec8c"],
  ["foobar", "85944171f73967e8"],
])("the fingerprint of %j is that of FNV-1a", (text, expected) => {
  expect(fingerprint(text)).toBe(expected);
});
