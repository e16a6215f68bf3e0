import { expect, test } from "vitest";
import { timed } from "../../../src/adapters/telemetry/timed.js";
import type { Binding } from "../../../src/model/binding.js";
import type { GrantChange } from "../../../src/model/plan.js";
import { type Receipt, type Result, receiptOf } from "../../../src/model/receipt.js";
import { UNMEASURED } from "../../../src/ports/metrics.js";
import type { Provider } from "../../../src/ports/provider.js";
import { held, minutes, NOW } from "../../core/world.js";
import { createMovingClock } from "../../run/moving-clock.js";

const BINDING: Binding = {
  who: "alice",
  what: "aws-prod/admin",
  identity: "user/alice",
  from: minutes(-1),
  until: minutes(60),
  request: "access/requests/aws-prod/2026/11/22/alice-admin.yaml",
  commit: "3".repeat(40),
  pulls: [1],
};
const GRANT: GrantChange = { action: "grant", binding: BINDING, because: "new" };

/** A provider whose every change comes to that, and what was measured of it. */
function placeOf(result: Result, rest: Partial<Provider> = {}) {
  const measured: string[] = [];
  const clock = createMovingClock();
  const provider: Provider = {
    kind: "memory",
    curfew: "scheduled",
    observe: async () => ({ held: [], strangers: [] }),
    grant: async (change): Promise<Receipt> => receiptOf(change, result),
    revoke: async (change): Promise<Receipt> => receiptOf(change, result),
    howTo: () => "",
    examine: async () => [],
    ...rest,
  };
  const metrics = {
    ...UNMEASURED,
    usable: (...words: readonly unknown[]) => measured.push(`usable ${words.join(" ")}`),
    revoked: (...words: readonly unknown[]) => measured.push(`revoked ${words.join(" ")}`),
  };
  const timing = { clock, metrics, repository: "acme/access", system: "aws-prod" };
  return { provider: timed(provider, timing), measured, clock };
}

test("access that can be used as soon as it is granted is measured from its beginning", async () => {
  const { provider, measured } = placeOf({ outcome: "done" });
  expect((await provider.grant(GRANT)).result).toEqual({ outcome: "done" });
  expect(measured).toEqual(["usable acme/access aws-prod 60"]);
});

test("where it takes time to be seen, it is measured when it is seen, and once", async () => {
  let isSeen = false;
  const settling = { seconds: 30, seen: async () => isSeen };
  const { provider, measured, clock } = placeOf({ outcome: "done" }, { settling });
  await provider.grant(GRANT);
  expect([await provider.settling?.seen(BINDING), measured]).toEqual([false, []]);
  clock.advance(5000);
  isSeen = true;
  expect(await provider.settling?.seen(BINDING)).toBe(true);
  expect(await provider.settling?.seen(BINDING)).toBe(true);
  expect(measured).toEqual(["usable acme/access aws-prod 65"]);
  expect(provider.settling?.seconds).toBe(30);
});

test("what was taken away before anybody saw it was never usable", async () => {
  const { provider, measured } = placeOf({ outcome: "done" }, { settling: { seconds: 30, seen: async () => true } });
  await provider.grant(GRANT);
  await provider.revoke({ action: "revoke", held: held({ until: minutes(60) }), because: "withdrawn" });
  await provider.settling?.seen(BINDING);
  expect(measured).toEqual([]);
});

test.each([
  { title: "a repair", change: { ...GRANT, because: "incomplete" as const }, result: { outcome: "done" as const } },
  { title: "what was granted already", change: GRANT, result: { outcome: "unchanged" as const } },
  {
    title: "a failure",
    change: GRANT,
    result: { outcome: "failed" as const, transient: true, error: "throttled" },
  },
])("$title is no beginning", async ({ change, result }) => {
  const { provider, measured } = placeOf(result);
  await provider.grant(change);
  expect(measured).toEqual([]);
});

test("what had ended is measured from its end; what somebody gave back early had none", async () => {
  const { provider, measured } = placeOf({ outcome: "done" });
  await provider.revoke({ action: "revoke", held: held({ until: minutes(-2) }), because: "expired" });
  await provider.revoke({ action: "revoke", held: held({ until: minutes(60) }), because: "returned" });
  expect(measured).toEqual(["revoked acme/access aws-prod 120"]);
});

test("a clock that is behind measures nothing as less than nothing", async () => {
  const { provider, measured } = placeOf({ outcome: "done" });
  await provider.revoke({ action: "revoke", held: held({ until: NOW }), because: "expired" });
  await provider.grant({ ...GRANT, binding: { ...BINDING, from: minutes(1) } });
  expect(measured).toEqual(["revoked acme/access aws-prod 0", "usable acme/access aws-prod 0"]);
});
