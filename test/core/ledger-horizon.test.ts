import { expect, test } from "vitest";
import { ledgerHorizon } from "../../src/core/ledger-horizon.js";
import { finding } from "../../src/model/finding.js";
import { formatInstant } from "../../src/model/instant.js";
import type { Policy } from "../../src/model/policy.js";
import { access, lasting, NOW, policy } from "./world.js";

const DAY = 86_400_000;

/** How many days before now the ledger is read from. */
function days(...policies: readonly Partial<Policy>[]): number | undefined {
  const since = ledgerHorizon(access({ policies: policies.map(policy) }), [], NOW);
  return since === undefined ? undefined : (NOW - since) / DAY;
}

/** From which day on it is read, where a grant may last an hour, and these requests are there. */
function since(...paths: readonly string[]): string {
  const horizon = ledgerHorizon(access({ policies: [policy({ for: lasting("1h") })] }), paths, NOW);
  return horizon === undefined ? "" : formatInstant(horizon).slice(0, 10);
}

test("it reaches as far as the longest grant may, with a margin", () => {
  expect(days({ for: lasting("1d") }, { for: lasting("10d") })).toBeGreaterThanOrEqual(10 + 7 + 30);
  expect(days()).toBe(37);
});

test("it reaches as far as a row that a policy counts, with its pauses and one grant more", () => {
  const three = days({ for: lasting("10d"), renewals: 3 }) ?? 0;
  expect(three).toBeGreaterThanOrEqual(37 + 4 * 20);
  const asked = { expect: "request.renewals < 4", message: "No." };
  expect(days({ for: lasting("10d"), rules: [asked] })).toBeGreaterThanOrEqual(37 + 4 * 20);
});

test("it reaches as far as an emergency that nobody reviewed may stand in the way of another", () => {
  const emergency = { who: [{ kind: "user", login: "alice" }], for: lasting("1h"), review: lasting("2d") } as const;
  expect(days({ for: lasting("1h"), emergency })).toBe(2 + 365 + 37);
});

test("all of it is read where that is longer than anybody looks back, or policies cannot be read", () => {
  expect(days({ for: lasting("365d"), renewals: 50 })).toBeUndefined();
  const unread = finding("missing-file", {}, { path: "access/people.yaml" });
  expect(ledgerHorizon(access({ findings: [unread] }), [], NOW)).toBeUndefined();
});

test("it reaches as far as the oldest request that is there, which may have been granted while policies allowed more", () => {
  const filed = (day: string) => `access/requests/aws-prod/${day}/alice-admin.yaml`;
  expect(since(filed("2026/11/22"))).toBe("2026-10-16");
  expect(since(filed("2026/09/01"), filed("2026/07/01"), filed("2026/11/22"))).toBe("2026-06-30");
});

test("it reaches no farther than a grant can last, whatever day a path names, and what names none is not counted", () => {
  expect(since("access/requests/aws-prod/0001/01/01/old.yaml")).toBe("2025-10-16");
  expect(since("access/requests/aws-prod/2026/02/31/none.yaml", "access/requests/README.md")).toBe("2026-10-16");
});
