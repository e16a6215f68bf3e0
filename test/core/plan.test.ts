import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type PlanInput, plan, withhold } from "../../src/core/plan.js";
import { type Binding, type Held, pairOf } from "../../src/model/binding.js";
import { type Change, END_CAUSES, type Plan, subjectOf } from "../../src/model/plan.js";
import { BASE, binding, held, minutes, NOW } from "./world.js";

function input(changes: Partial<PlanInput> = {}): PlanInput {
  const nothing = { desired: [], held: [], kept: [], frozen: false };
  return { system: "aws-prod", now: NOW, ending: () => "withdrawn", ...nothing, ...changes };
}

/** `<action> <because> <who>` of every change. */
function changes(given: Partial<PlanInput>): readonly string[] {
  return plan(input(given)).changes.map((change) => `${change.action} ${change.because} ${subjectOf(change).who}`);
}

/** What a provider holds after it did all that the plan says. */
function applied(before: readonly Held[], { changes }: Plan): readonly Held[] {
  return changes.reduce((now: readonly Held[], change: Change): readonly Held[] => {
    switch (change.action) {
      case "revoke":
        return now.filter((one) => one !== change.held);
      case "grant":
      case "extend":
      case "shorten": {
        const { pulls: _, from: __, ...pair } = change.binding;
        const old = "held" in change ? change.held : undefined;
        const others = now.filter((one) => one !== old && (old !== undefined || pairOf(one) !== pairOf(pair)));
        return [...others, { ...pair, whole: true, name: old?.name ?? `${pair.who} ${pair.what}` }];
      }
      default:
        return change satisfies never;
    }
  }, before);
}

describe("the plan", () => {
  test("grants what is not held", () => {
    expect(changes({ desired: [binding()] })).toEqual(["grant new alice"]);
  });

  test("leaves alone what is whole and ends as it should", () => {
    expect(changes({ desired: [binding()], held: [held()] })).toEqual([]);
  });

  test("extends and shortens to the end that is desired", () => {
    expect(changes({ desired: [binding()], held: [held({ until: minutes(30) })] })).toEqual(["extend grants alice"]);
    expect(changes({ desired: [binding()], held: [held({ until: minutes(90) })] })).toEqual(["shorten grants alice"]);
  });

  test("makes whole what is not", () => {
    const incomplete = (until: number) => [held({ whole: false, until: minutes(until) })];
    expect(changes({ desired: [binding()], held: incomplete(60) })).toEqual(["grant incomplete alice"]);
    expect(changes({ desired: [binding()], held: incomplete(30) })).toEqual(["extend incomplete alice"]);
    expect(changes({ desired: [binding()], held: incomplete(90) })).toEqual(["shorten incomplete alice"]);
    // Nothing says until when: so nothing was given yet.
    expect(changes({ desired: [binding()], held: incomplete(-NOW / 60_000) })).toEqual(["grant incomplete alice"]);
  });

  test("writes anew what cites another request or commit, though it is whole and ends when it should", () => {
    for (const other of [{ request: "access/requests/aws-prod/other.yaml" }, { commit: "5".repeat(40) }]) {
      expect(changes({ desired: [binding()], held: [held(other)] })).toEqual(["grant cited alice"]);
      const damaged = held({ ...other, whole: false });
      expect(changes({ desired: [binding()], held: [damaged] })).toEqual(["grant incomplete alice"]);
      expect(changes({ desired: [binding()], held: [held(other)], frozen: true })).toEqual([]);
    }
  });

  test("revokes what is not desired, with the cause that it is given", () => {
    for (const cause of END_CAUSES) {
      expect(changes({ held: [held()], ending: () => cause })).toEqual([`revoke ${cause} alice`]);
    }
  });

  test("revokes as expired what has reached its end, whatever else is said of it", () => {
    const ended = [held({ until: NOW })];
    expect(changes({ held: ended, ending: () => "drift", kept: [held().request], frozen: true })).toEqual([
      "revoke expired alice",
    ]);
  });

  test("never grants what has ended, or what belongs to another system", () => {
    expect(changes({ desired: [binding({ until: NOW })] })).toEqual([]);
    expect(changes({ desired: [binding({ what: "aws-test/admin" })] })).toEqual([]);
  });

  test("goes on with what is held past its end when it is desired again", () => {
    expect(changes({ desired: [binding()], held: [held({ until: minutes(-1) })] })).toEqual(["extend grants alice"]);
  });

  test("takes away what another identity holds, and gives it to the one that was judged", () => {
    const other = held({ identity: "user/other" });
    expect(changes({ desired: [binding()], held: [other] })).toEqual(["revoke offboarded alice", "grant new alice"]);
    const ended = held({ identity: "user/other", until: NOW });
    expect(changes({ desired: [binding()], held: [ended] })).toEqual(["revoke expired alice", "grant new alice"]);
  });

  test("keeps the best of several and replaces the others", () => {
    const best = held({ name: "b" });
    const several = [
      held({ name: "a", until: minutes(30) }),
      held({ name: "c", whole: false }),
      best,
      held({ name: "d" }),
    ];
    const { changes } = plan(input({ desired: [binding()], held: several }));
    expect(changes.map((change) => [change.because, "held" in change && change.held.name])).toEqual([
      ["replaced", "a"],
      ["replaced", "c"],
      ["replaced", "d"],
    ]);
  });

  test("ends as expired a lesser one whose end has come", () => {
    const several = [held({ name: "b" }), held({ name: "a", until: NOW })];
    expect(changes({ desired: [binding()], held: several })).toEqual(["revoke expired alice"]);
  });

  test("leaves what cites a request that cannot be judged until its own end", () => {
    const kept = [held().request];
    expect(changes({ held: [held()], kept })).toEqual([]);
    const longer = [held({ until: minutes(90) })];
    expect(changes({ desired: [binding({ request: "other" })], held: longer, kept })).toEqual([]);
    const damaged = {
      desired: [binding({ request: "other" })],
      held: [held({ until: minutes(90), whole: false })],
      kept,
    };
    expect(changes(damaged)).toEqual(["grant incomplete alice"]);
    expect(changes({ ...damaged, frozen: true })).toEqual([]);
  });

  test("does not leave what somebody has who is gone, whether or not its request can be judged", () => {
    const kept = [held().request];
    expect(changes({ held: [held()], kept, ending: () => "offboarded" })).toEqual(["revoke offboarded alice"]);
  });

  test("puts revocations first, then what gets less, then what gets more, each in order of name", () => {
    const of = (who: string) => ({ who, identity: `user/${who}` });
    const desired = ["zoe", "yan", "dan", "cat", "bea"].map((who) => binding(of(who)));
    const given = [
      held({ ...of("yan"), until: minutes(90) }),
      held({ ...of("cat"), until: minutes(30) }),
      held({ ...of("mia"), name: "2" }),
      held({ ...of("mia"), name: "1" }),
      held(of("abe")),
    ];
    expect(changes({ desired, held: given })).toEqual([
      "revoke withdrawn abe",
      "revoke withdrawn mia",
      "revoke withdrawn mia",
      "shorten grants yan",
      "extend grants cat",
      "grant new bea",
      "grant new dan",
      "grant new zoe",
    ]);
  });
});

describe("a frozen plan", () => {
  test("grants, extends and repairs nothing", () => {
    const frozen = true;
    expect(changes({ desired: [binding()], frozen })).toEqual([]);
    expect(changes({ desired: [binding()], held: [held({ until: minutes(30) })], frozen })).toEqual([]);
    expect(changes({ desired: [binding()], held: [held({ whole: false })], frozen })).toEqual([]);
  });

  test("ends what has reached the end that it was given, though it is desired for longer", () => {
    const past = [held({ until: NOW })];
    expect(changes({ desired: [binding()], held: past, frozen: true })).toEqual(["revoke expired alice"]);
    const full = plan(input({ desired: [binding()], held: past }));
    expect(withhold(full, () => true, NOW).changes).toEqual([{ action: "revoke", held: past[0], because: "expired" }]);
    expect(withhold(full, () => false, NOW)).toEqual(full);
    const early = plan(input({ desired: [binding()], held: [held({ until: minutes(1) })] }));
    expect(withhold(early, () => true, NOW).changes).toEqual([]);
  });

  test("shortens, also what is not whole", () => {
    for (const whole of [true, false]) {
      const longer = [held({ whole, until: minutes(90) })];
      expect(changes({ desired: [binding()], held: longer, frozen: true })).toHaveLength(1);
    }
  });

  test("takes away what ends, but what only seems not to be git's", () => {
    const causes = END_CAUSES.filter(
      (cause) => changes({ held: [held()], ending: () => cause, frozen: true }).length > 0,
    );
    expect(causes).toEqual(["expired", "returned", "withdrawn", "replaced", "offboarded"]);
    const longer = [held({ until: minutes(90) })];
    expect(changes({ desired: [binding()], held: longer, frozen: true })).toEqual(["shorten grants alice"]);
    const other = [held({ identity: "user/other" })];
    expect(changes({ desired: [binding()], held: other, frozen: true })).toEqual(["revoke offboarded alice"]);
  });
});

const who = fc.constantFrom("alice", "bob", "Dana");
const role = fc.constantFrom("aws-prod/admin", "aws-prod/reader" as const);
const until = fc.integer({ min: -2, max: 3 }).map((count) => minutes(count));
const someBinding = fc
  .record({ who, what: role, until })
  .map((given): Binding => binding({ ...given, identity: `user/${given.who}` }));
const someHeld = fc
  .record({
    who,
    what: role,
    until,
    whole: fc.boolean(),
    old: fc.boolean(),
    name: fc.uuid(),
    request: fc.constantFrom("kept", "other"),
  })
  .map(({ old, ...given }): Held => held({ ...given, identity: old ? "user/old" : `user/${given.who}`, commit: BASE }));
const world = fc.record({
  desired: fc.uniqueArray(someBinding, { selector: pairOf }),
  held: fc.uniqueArray(someHeld, { maxLength: 8, selector: ({ name }) => name }),
  kept: fc.constantFrom([], ["kept"]),
  frozen: fc.boolean(),
});

describe("the plan, whatever is desired and held", () => {
  property.prop([world])("is empty once it is applied", (given) => {
    const first = plan(input(given));
    expect(plan(input({ ...given, held: applied(given.held, first) })).changes).toEqual([]);
  });

  property.prop([world])("never gives beyond the desired end, and nothing that has ended", (given) => {
    for (const change of plan(input(given)).changes) {
      if (change.action === "revoke") continue;
      expect(given.desired).toContain(change.binding);
      expect(change.binding.until).toBeGreaterThan(NOW);
      expect(given.frozen && change.action !== "shorten").toBe(false);
    }
  });

  property.prop([world])("never revokes the last that is desired and whole, but frozen at its end", (given) => {
    const revoked = plan(input(given)).changes.flatMap((change) => (change.action === "revoke" ? [change.held] : []));
    for (const one of given.desired.filter((desired) => desired.until > NOW)) {
      const good = given.held.filter(
        (two) =>
          two.whole &&
          two.identity === one.identity &&
          pairOf(two) === pairOf(one) &&
          !(given.frozen && two.until <= NOW),
      );
      if (good.length > 0) expect(good.every((two) => revoked.includes(two))).toBe(false);
    }
  });

  property.prop([world])("always revokes what has ended and is not desired", (given) => {
    const { changes } = plan(input(given));
    const desired = new Set(given.desired.filter((one) => one.until > NOW).map(pairOf));
    for (const one of given.held.filter((two) => two.until <= NOW && !desired.has(pairOf(two)))) {
      expect(changes).toContainEqual({ action: "revoke", held: one, because: "expired" });
    }
  });

  property.prop([world])("does not depend on the order in which anything is given", (given) => {
    const turned = { ...given, desired: given.desired.toReversed(), held: given.held.toReversed() };
    expect(plan(input(turned))).toEqual(plan(input(given)));
  });
});
