import { expect, test } from "vitest";
import { createBudget } from "../../src/adapters/budget.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import type { Change } from "../../src/model/plan.js";
import { type Receipt, receiptOf } from "../../src/model/receipt.js";
import { UNLIMITED } from "../../src/ports/budget.js";
import type { Provider } from "../../src/ports/provider.js";
import { applyPlan } from "../../src/run/apply-plan.js";
import { binding, held, minutes, NOW, system } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";
import { createMovingClock, turns } from "./moving-clock.js";

const DONE = { outcome: "done" } as const;
const HUNG = new Promise<never>(() => undefined);

const nameOf = (change: Change) =>
  `${change.action} ${change.action === "revoke" ? change.held.who : change.binding.who}`;
const revoke = (who: string): Change => ({ action: "revoke", held: held({ who, name: who }), because: "expired" });
const grant = (who: string): Change => ({ action: "grant", binding: binding({ who }), because: "new" });
const many = (count: number, make: (who: string) => Change, from = 0) =>
  Array.from({ length: count }, (_, index) => make(`person-${String(from + index).padStart(2, "0")}`));

/** A provider that notes what it is asked for, and answers as it is told. */
function providerOf(answer: (change: Change) => Promise<Receipt>): Provider & { readonly begun: string[] } {
  const begun: string[] = [];
  const apply = (change: Change) => {
    begun.push(nameOf(change));
    return answer(change);
  };
  const nothing = { held: [], strangers: [] };
  return {
    begun,
    kind: "memory",
    curfew: "scheduled",
    observe: async () => nothing,
    grant: apply,
    revoke: apply,
    howTo: () => "",
    examine: async () => [],
  };
}

function applying(
  changes: readonly Change[],
  provider: Provider,
  context = contextOf(),
  lines: readonly LedgerLine[] = [],
) {
  const plan = { system: "aws-prod", changes };
  return applyPlan(
    context,
    { system: system("aws-prod"), provider, plan },
    { lines, now: NOW, intended: Promise.resolve() },
  );
}

const done = async (change: Change) => receiptOf(change, DONE);
const failed = (change: Change, transient: boolean) =>
  receiptOf(change, { outcome: "failed", transient, error: "Throttling" });

test("eight changes are under way at a time, and every revocation is begun before anything is granted", async () => {
  const answers: (() => void)[] = [];
  const provider = providerOf(
    (change) => new Promise((resolve) => answers.push(() => resolve(receiptOf(change, DONE)))),
  );
  const applied = applying([...many(10, revoke), ...many(10, grant, 10)], provider);
  await turns();
  expect(provider.begun).toHaveLength(8);
  let most = 0;
  while (answers.length > 0) {
    most = Math.max(most, answers.length);
    answers.shift()?.();
    await turns();
  }
  expect(most).toBe(8);
  expect(provider.begun.slice(0, 10).every((name) => name.startsWith("revoke"))).toBe(true);
  expect((await applied).receipts).toHaveLength(20);
});

test("receipts are in the plan's order, whoever answers first", async () => {
  const changes = many(5, revoke);
  const provider = providerOf(async (change) => {
    for (let wait = changes.indexOf(change); wait < changes.length; wait += 1) await turns();
    return receiptOf(change, DONE);
  });
  expect((await applying(changes, provider)).receipts.map(({ who }) => who)).toEqual(
    changes.map((change) => nameOf(change).slice("revoke ".length)),
  );
});

test("what takes the place of something waits until that is gone", async () => {
  let answer = (): void => undefined;
  const provider = providerOf((change) =>
    change.action === "revoke"
      ? new Promise((resolve) => {
          answer = () => resolve(receiptOf(change, DONE));
        })
      : done(change),
  );
  const applied = applying([revoke("alice"), grant("Alice"), grant("bob")], provider);
  await turns();
  expect(provider.begun).toEqual(["revoke alice", "grant bob"]);
  answer();
  await applied;
  expect(provider.begun).toEqual(["revoke alice", "grant bob", "grant Alice"]);
});

test("what failed in passing has a second chance, and what failed for good has none", async () => {
  const provider = providerOf(async (change) =>
    nameOf(change) === "revoke bob" ? failed(change, false) : failed(change, provider.begun.length < 3),
  );
  const { receipts, retry } = await applying([revoke("alice"), revoke("bob")], provider);
  expect(provider.begun).toEqual(["revoke alice", "revoke bob", "revoke alice"]);
  expect([receipts.length, retry]).toEqual([2, false]);
});

test("what does not come back is waited for to the end of the run's time, and stops nothing else", async () => {
  const clock = createMovingClock();
  const provider = providerOf((change) => (nameOf(change) === "revoke person-00" ? HUNG : done(change)));
  const context = contextOf({}, {}, { budget: createBudget(clock, 45_000, undefined) });
  const applied = applying(many(20, revoke), provider, context);
  await turns();
  expect(provider.begun).toHaveLength(20);
  clock.advance(60_000);
  const { receipts, undone, retry, findings } = await applied;
  expect(receipts.map(({ result }) => result.outcome)).toEqual(["failed", ...Array(19).fill("done")]);
  expect(undone).toEqual([
    { change: revoke("person-00"), error: expect.stringContaining("the time of the run was over") },
  ]);
  expect([retry, findings.map(({ code }) => code)]).toEqual([true, ["change-failed"]]);
});

test("when the time is over nothing more is begun, and what is left is said and tried soon", async () => {
  const clock = createMovingClock();
  const provider = providerOf(async (change) => {
    if (provider.begun.length === 8) clock.advance(45_000);
    return receiptOf(change, DONE);
  });
  const context = contextOf({}, {}, { budget: createBudget(clock, 45_000, undefined) });
  const { receipts, undone, retry, findings } = await applying(many(20, revoke), provider, context);
  expect([receipts.length, undone.length, retry]).toEqual([8, 12, true]);
  expect(findings).toEqual([
    expect.objectContaining({ code: "changes-left", args: { system: "aws-prod", count: 12, because: "time" } }),
  ]);
});

test("told to stop, it finishes what is under way, and begins nothing more", async () => {
  const stopping = new AbortController();
  let answer = (): void => undefined;
  const provider = providerOf(
    (change) =>
      new Promise((resolve) => {
        const before = answer;
        answer = () => {
          before();
          resolve(receiptOf(change, DONE));
        };
      }),
  );
  const budget = createBudget(createMovingClock(), 45_000, stopping.signal);
  const applied = applying(many(10, revoke), provider, contextOf({}, {}, { budget }));
  await turns();
  stopping.abort();
  await turns();
  answer();
  const { receipts, findings } = await applied;
  expect(receipts.map(({ result }) => result.outcome)).toEqual(Array(8).fill("done"));
  expect(findings).toEqual([expect.objectContaining({ args: { system: "aws-prod", count: 2, because: "stopped" } })]);
});

test("what an earlier run began and has not ended is not begun a second time beside it", async () => {
  const clock = createMovingClock();
  const limited = contextOf({}, {}, { budget: createBudget(clock, 45_000, undefined) });
  let answer = (): void => undefined;
  const hanging = providerOf(
    (change) =>
      new Promise((resolve) => {
        answer = () => resolve(receiptOf(change, DONE));
      }),
  );
  const first = applying([grant("alice")], hanging, limited);
  await turns();
  clock.advance(60_000);
  await first;

  // The next run of the same process, with the same providers.
  const context = { ...limited, budget: UNLIMITED };
  const provider = providerOf(done);
  const { receipts, retry } = await applying([revoke("alice"), revoke("bob")], provider, context);
  expect(provider.begun).toEqual(["revoke bob"]);
  expect(receipts[0]?.result).toMatchObject({ outcome: "failed", transient: true });
  expect(retry).toBe(true);

  answer();
  await turns();
  await applying([revoke("alice")], provider, context);
  expect(provider.begun).toEqual(["revoke bob", "revoke alice"]);
});

test("what hangs is forgotten in time, though the clock was set back by an hour since", async () => {
  const context = contextOf({}, {}, { budget: createBudget(createMovingClock(), 45_000, undefined) });
  const applyAt = (now: typeof NOW, provider: Provider) => {
    const plan = { system: "aws-prod", changes: [revoke("alice")] };
    return applyPlan(
      context,
      { system: system("aws-prod"), provider, plan },
      { lines: [], now, intended: Promise.resolve() },
    );
  };
  void applyAt(
    NOW,
    providerOf(() => HUNG),
  );
  await turns();
  const provider = providerOf(done);
  await applyAt(minutes(-1), provider);
  expect(provider.begun).toEqual([]);
  await applyAt(minutes(-60), provider);
  expect(provider.begun).toEqual(["revoke alice"]);
});

test("a provider that throws is a failed receipt, and no other's business", async () => {
  const provider = providerOf((change) => {
    if (nameOf(change) === "revoke alice") throw new TypeError("undefined is not a function");
    return done(change);
  });
  const { receipts } = await applying([revoke("alice"), revoke("bob")], provider);
  expect(receipts.map(({ result }) => result)).toEqual([
    { outcome: "failed", transient: false, error: "a bug in the provider memory" },
    DONE,
  ]);
});

test("what hangs in the account that a system was is no reason to wait in the one that it is", async () => {
  const context = contextOf({}, {}, { budget: createBudget(createMovingClock(), 45_000, undefined) });
  const applyIn = (account: string, change: Change, provider: Provider) => {
    const plan = { system: "aws-prod", changes: [change] };
    const inAccount = system("aws-prod", { kind: "aws-iam", settings: { account } });
    return applyPlan(
      context,
      { system: inAccount, provider, plan },
      { lines: [], now: NOW, intended: Promise.resolve() },
    );
  };
  const hanging = providerOf(() => HUNG);
  void applyIn("222222222222", revoke("alice"), hanging);
  await turns();
  expect(hanging.begun).toEqual(["revoke alice"]);
  const { receipts } = await applyIn("111111111111", grant("alice"), providerOf(done));
  expect(receipts.map(({ result }) => result.outcome)).toEqual(["done"]);
  const again = await applyIn("222222222222", revoke("alice"), providerOf(done));
  expect(again.receipts.map(({ result }) => result.outcome)).toEqual(["failed"]);
});
