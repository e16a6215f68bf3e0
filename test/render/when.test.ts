import { expect, test } from "vitest";
import { fromNow, lasting, when } from "../../src/render/when.js";
import { at, NOW } from "./samples.js";

test("a time is in UTC, to the minute, and never later than what holds", () => {
  expect(when(at("2026-11-22T18:00:59.999Z"))).toBe("2026-11-22 18:00 UTC");
  expect(when(at("2026-11-22T18:00:00+13:00"))).toBe("2026-11-22 05:00 UTC");
});

test.each([
  ["2026-11-22T17:59:59Z", "in 1h 59m"],
  ["2026-11-22T16:00:40Z", "in 40s"],
  ["2026-11-22T16:02:40Z", "in 2m"],
  ["2026-11-25T20:30:00Z", "in 3d 4h"],
  ["2026-11-24T16:30:00Z", "in 2d"],
  ["2026-11-22T15:57:00Z", "3m ago"],
  ["2026-11-22T16:00:00.900Z", "now"],
])("%s is %s", (instant, words) => {
  expect(fromNow(at(instant), NOW)).toBe(words);
});

test("no length is below nothing", () => {
  expect(lasting(-5)).toBe("0s");
});
