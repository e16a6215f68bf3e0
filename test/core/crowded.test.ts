import { expect, test } from "vitest";
import { crowded } from "../../src/core/crowded.js";
import type { Counted } from "../../src/core/room-findings.js";
import { minutes, NOW } from "./world.js";

function taking(pair: string, limit: number, [from, until] = [-60, 60], unit = "groups"): Counted {
  const window = { from: minutes(from ?? 0), until: minutes(until ?? 0) };
  return { kind: "aws-iam", pair, quotas: [{ of: "alice", unit, limit }], ...window };
}

const THREE = ["a", "b", "c"];

test("what stands is too much from when there is more than there may be until there is not", () => {
  const soon = [taking("a", 2), taking("b", 2, [-60, 90]), taking("c", 2, [30, 120])];
  expect(crowded([], soon, NOW)).toEqual([
    { of: "alice", unit: "groups", limit: 2, received: 3, at: minutes(30), again: minutes(60) },
  ]);
  expect(crowded([], [...soon.slice(0, 2), taking("c", 2, [60, 120])], NOW)).toEqual([]);
});

test("several requests of one pair are one", () => {
  expect(crowded([], [taking("a", 1), taking("a", 1, [0, 120])], NOW)).toEqual([]);
});

test("what was too much before is told only where it becomes more", () => {
  const was = THREE.map((pair) => taking(pair, 2));
  expect(crowded(was, was, NOW)).toEqual([]);
  expect(crowded(was, [...was, taking("d", 2)], NOW)).toMatchObject([{ received: 4 }]);
  expect(crowded(was, was.slice(1), NOW)).toEqual([]);
});

test("what was too much before hides nothing that becomes more at another time", () => {
  const was = THREE.map((pair) => taking(pair, 2));
  const later = ["d", "e", "f"].map((pair) => taking(pair, 2, [30, 90]));
  expect(crowded(was, [...was, ...later], NOW)).toEqual([
    { of: "alice", unit: "groups", limit: 2, received: 6, at: minutes(30), again: minutes(90) },
  ]);
  const long = THREE.map((pair) => taking(pair, 3, [-60, 120]));
  const lower = [...long, taking("d", 2, [30, 120])];
  expect(crowded([...long, taking("d", 3, [30, 120])], lower, NOW)).toMatchObject([{ limit: 2, at: minutes(30) }]);
});

test("a limit that is lowered is too low for what stands; what takes something else is counted apart", () => {
  const was = THREE.map((pair) => taking(pair, 3));
  expect(
    crowded(
      was,
      THREE.map((pair) => taking(pair, 2)),
      NOW,
    ),
  ).toMatchObject([{ limit: 2, received: 3 }]);
  const roles = THREE.map((pair) => taking(pair, 2, [-60, 60], pair === "a" ? "roles" : "groups"));
  expect(crowded(was, roles, NOW)).toEqual([]);
});

test("whose systems say differently how many there may be have as many as the least of them", () => {
  expect(crowded([], [taking("a", 5), taking("b", 1)], NOW)).toMatchObject([{ limit: 1, received: 2 }]);
});
