import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { desire } from "../../src/core/desire.js";
import { endingOf } from "../../src/core/ending.js";
import { plan } from "../../src/core/plan.js";
import type { Held } from "../../src/model/binding.js";
import type { RequestAtHead } from "../../src/model/desire.js";
import type { Instant } from "../../src/model/instant.js";
import type { Change } from "../../src/model/plan.js";
import { access, atHead, BASE, BLOB, facts, HEAD, minutes, standing } from "./world.js";

/** One grant of the one pair: merged at a minute, for a window, and perhaps withdrawn at another minute. */
interface Asked {
  readonly merged: number;
  readonly from: number;
  readonly until: number;
  readonly withdrawn: number;
}

const asked = fc
  .record({
    merged: fc.integer({ min: 0, max: 60 }),
    ahead: fc.integer({ min: 0, max: 30 }),
    length: fc.integer({ min: 1, max: 60 }),
    withdrawn: fc.option(fc.integer({ min: 1, max: 60 }), { nil: Number.POSITIVE_INFINITY }),
  })
  .map(
    ({ merged, ahead, length, withdrawn }): Asked => ({
      merged,
      from: merged + ahead,
      until: merged + ahead + length,
      withdrawn: merged + withdrawn,
    }),
  );
const grants = fc.array(asked, { minLength: 1, maxLength: 5 });
/** Minutes between one run and the next. */
const pauses = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 20 });

function requestsAt(minute: number, all: readonly Asked[]): readonly RequestAtHead[] {
  return all.flatMap(({ merged, from, until, withdrawn }, index) => {
    if (merged > minute || withdrawn <= minute) return [];
    const path = `access/requests/aws-prod/2026/11/22/${index}.yaml`;
    const added = { path, commit: String(index + 1).repeat(40), parents: [BASE, HEAD], blob: BLOB };
    const window = { from: minutes(from), until: minutes(until) };
    return [atHead({ path, added, verdict: standing(window, { facts: facts({ pull: index }) }) })];
  });
}

/** One run at a minute, applied in full. */
function run(minute: number, all: readonly Asked[], held: readonly Held[], kept: readonly string[] = []) {
  const now = minutes(minute);
  const requests = requestsAt(minute, all);
  const wanted = desire({ requests, access: access(), now });
  const known = new Map(requests.map((request) => [request.path, request]));
  const removed = new Map(all.map((_, index) => [`access/requests/aws-prod/2026/11/22/${index}.yaml`, REMOVED]));
  const { changes } = plan({
    system: "aws-prod",
    desired: wanted.bindings,
    held,
    now,
    kept,
    frozen: false,
    ending: (one) => endingOf(one, { requests: known, removed, unknown: [], access: access(), now }),
  });
  return { wanted, changes, held: changes.reduce(applied, held) };
}

const REMOVED = { returned: false } as const;

function applied(held: readonly Held[], change: Change): readonly Held[] {
  if (change.action === "revoke") return held.filter((one) => one !== change.held);
  const { pulls: _, from: __, ...pair } = change.binding;
  return [
    ...held.filter(({ who, what }) => who !== pair.who || what !== pair.what),
    { ...pair, whole: true, name: "a" },
  ];
}

/** The grants that hold at a minute, as they are at HEAD then. */
function activeAt(minute: number, all: readonly Asked[]): readonly Asked[] {
  return all.filter(
    ({ merged, from, until, withdrawn }) => merged <= minute && minute < withdrawn && from <= minute && minute < until,
  );
}

function endOf(held: readonly Held[]): Instant | undefined {
  return held[0]?.until;
}

describe("several grants of one pair, at whatever minutes it is looked", () => {
  property.prop([grants, pauses])(
    "are one binding after each run, until the last of those that hold ends",
    (all, waits) => {
      let held: readonly Held[] = [];
      let minute = 0;
      for (const wait of waits) {
        minute += wait;
        ({ held } = run(minute, all, held));
        const active = activeAt(minute, all);
        // Nobody who has a grant is without it, nobody without one has it, and nothing is held twice.
        expect(held).toHaveLength(active.length === 0 ? 0 : 1);
        if (active.length > 0) expect(endOf(held)).toBe(minutes(Math.max(...active.map(({ until }) => until))));
        expect(run(minute, all, held).changes).toEqual([]);
      }
    },
  );

  property.prop([grants, pauses])(
    "are shortened only where the one that lasted longest was withdrawn",
    (all, waits) => {
      let held: readonly Held[] = [];
      let minute = 0;
      for (const wait of waits) {
        const before = held;
        const last = minute;
        minute += wait;
        const next = run(minute, all, held);
        held = next.held;
        const lost = all.some(({ withdrawn }) => last < withdrawn && withdrawn <= minute);
        const earlier = endOf(held);
        const later = endOf(before);
        if (earlier !== undefined && later !== undefined && earlier < later) expect(lost).toBe(true);
        if (!lost) expect(next.changes.some(({ action }) => action === "shorten")).toBe(false);
      }
    },
  );

  property.prop([grants, pauses])("are one change a run at most: never taken away to be given again", (all, waits) => {
    let held: readonly Held[] = [];
    let minute = 0;
    for (const wait of waits) {
      minute += wait;
      const { changes, held: next } = run(minute, all, held);
      expect(changes.length).toBeLessThanOrEqual(1);
      held = next;
    }
  });

  property.prop([grants])(
    "give it at every minute of their union to whoever looks each minute, and at no other",
    (all) => {
      let held: readonly Held[] = [];
      for (let minute = 0; minute <= 150; minute += 1) {
        ({ held } = run(minute, all, held));
        expect(held.length > 0).toBe(activeAt(minute, all).length > 0);
      }
    },
  );

  property.prop([grants, fc.integer({ min: 0, max: 90 })])(
    "tell when to look again, so that no beginning and no end is missed",
    (all, minute) => {
      const { wanted } = run(minute, all, []);
      const moments = requestsAt(minute, all).flatMap(({ verdict }) =>
        verdict?.stands ? [verdict.window.from, verdict.window.until] : [],
      );
      const later = moments.filter((moment) => moment > minutes(minute));
      expect(wanted.next).toBe(later.length === 0 ? undefined : Math.min(...later));
    },
  );

  property.prop([grants, pauses])("keep the end they were given, while what gave it cannot be judged", (all, waits) => {
    let held: readonly Held[] = [];
    let minute = 0;
    for (const wait of waits) {
      const before = held;
      minute += wait;
      const kept = before.map(({ request }) => request);
      held = run(minute, all, before, kept).held;
      const [one] = before;
      if (one !== undefined && one.until > minutes(minute)) {
        expect(endOf(held)).toBeGreaterThanOrEqual(one.until);
      }
    }
  });
});
