import { expect, test } from "vitest";
import { createBudget, RUN_TIME } from "../../src/adapters/budget.js";
import type { Held } from "../../src/model/binding.js";
import { instantOf } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { type Change, subjectOf } from "../../src/model/plan.js";
import { type Receipt, receiptOf } from "../../src/model/receipt.js";
import { bringAbout } from "../../src/run/bring-about.js";
import type { Context } from "../../src/run/context.js";
import { BASE, BLOB, HEAD, held, MERGE, minutes, NOW, PATH } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";
import { createMovingClock, turns } from "../run/moving-clock.js";

const SECOND = 1000;
const HUNG = new Promise<never>(() => undefined);

/** Alice's request, merged, in a repository whose one system needs so many seconds to say what it holds. */
function slowWorld(seconds: number, holds: readonly Held[], ledger: Partial<Context["ledger"]> = {}) {
  const clock = createMovingClock();
  const present = new Map(holds.map((one) => [one.name, one]));
  const done: string[] = [];
  const written: LedgerLine[] = [];
  const since = (): number => (clock.now() - NOW) / SECOND;
  async function change(one: Change): Promise<Receipt> {
    const { who } = subjectOf(one);
    done.push(`${one.action} ${who} at ${since()}`);
    if (one.action === "revoke") present.delete(one.held.name);
    else present.set(who, held({ ...one.binding, name: who }));
    return receiptOf(one, { outcome: "done" });
  }
  const context = contextOf(
    {},
    {
      tree: async () => [{ path: PATH, mode: "100644", blob: BLOB }],
      additions: async () => new Map([[PATH, { path: PATH, commit: MERGE, parents: [BASE, HEAD], blob: BLOB }]]),
    },
    {
      ledger: {
        read: async () => ({ lines: [...written], findings: [] }),
        lost: async () => undefined,
        append: async (lines) => void written.push(...lines),
        ...ledger,
      },
      providers: {
        kind: async () => undefined,
        open: async () => ({
          kind: "memory",
          curfew: "scheduled",
          observe: async () => {
            await new Promise<void>((said) => void clock.wakeAt(instantOf(clock.now() + seconds * SECOND), said));
            return { held: [...present.values()], strangers: [] };
          },
          grant: change,
          revoke: change,
          howTo: () => "",
          examine: async () => [],
        }),
      },
    },
  );
  return {
    done,
    present,
    async run() {
      const budget = createBudget(clock, RUN_TIME, undefined);
      let over = false;
      const run = bringAbout({ ...context, budget }, clock.now()).finally(() => {
        over = true;
      });
      for (await turns(); !over; await turns()) clock.advance(SECOND);
      return run;
    },
    since,
  };
}

test.each([5, 15, 25])(
  "what was approved is given where its system needs %i s to say what it holds",
  async (seconds) => {
    const world = slowWorld(seconds, []);
    const { receipts, findings, retry } = await world.run();
    expect(world.done).toEqual([`grant alice at ${seconds}`]);
    expect([receipts.length, findings, retry]).toEqual([1, [], false]);

    // What the ledger knows is judged again, which takes no less.
    world.present.clear();
    const begun = world.since();
    await world.run();
    expect(world.done.slice(1)).toEqual([`grant alice at ${begun + seconds}`]);
    expect((await world.run()).receipts).toEqual([]);
  },
);

test("what ends in a slow system waits for nothing that is asked for what is given there", async () => {
  const BOB = held({ who: "bob", name: "bob", until: minutes(-1) });
  const world = slowWorld(15, [BOB], { lost: () => HUNG });
  const { findings, retry } = await world.run();
  expect(world.done).toEqual(["revoke bob at 15"]);
  expect(world.since()).toBeLessThanOrEqual(RUN_TIME / SECOND);
  expect([findings.map(({ code }) => code), retry]).toEqual([["ledger-unchecked"], true]);
});

test("of a pair that changed in a run nothing is given on what was observed before", async () => {
  const OLD = held({ identity: "user/old", name: "old", until: minutes(60) });
  const world = slowWorld(15, [OLD]);
  const { retry } = await world.run();
  expect([world.done, retry]).toEqual([["revoke alice at 15"], true]);
  await world.run();
  expect(world.done.slice(1)).toEqual(["grant alice at 30"]);
});
