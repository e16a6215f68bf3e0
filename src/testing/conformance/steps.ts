import assert from "node:assert/strict";
import { type Binding, type Held, pairOf } from "../../model/binding.js";
import { later } from "../../model/instant.js";
import type { Change } from "../../model/plan.js";
import type { Receipt } from "../../model/receipt.js";
import type { Provider } from "../../ports/provider.js";
import type { Place } from "./harness.js";

/** The same binding with another end. */
export function ending(binding: Binding, hours: number): Binding {
  return { ...binding, until: later(binding.until, hours * 3600) };
}

/** What is to be done so that exactly these are held. */
export function difference(desired: readonly Binding[], held: readonly Held[]): readonly Change[] {
  const wanted = new Map(desired.map((binding) => [pairOf(binding), binding]));
  const there = new Map(held.map((one) => [pairOf(one), one]));
  return [
    ...held.flatMap((one): Change[] =>
      wanted.has(pairOf(one)) ? [] : [{ action: "revoke", held: one, because: "expired" }],
    ),
    ...desired.flatMap((binding): Change[] => {
      const one = there.get(pairOf(binding));
      if (!one) return [{ action: "grant", binding, because: "new" }];
      if (one.until !== binding.until) {
        return [{ action: one.until < binding.until ? "extend" : "shorten", binding, held: one, because: "grants" }];
      }
      return one.whole ? [] : [{ action: "grant", binding, because: "incomplete" }];
    }),
  ];
}

/** Observes, and does what is to be done. */
export async function reconcile(place: Place, desired: readonly Binding[]): Promise<readonly Receipt[]> {
  const provider = await place.connect();
  const { held } = await provider.observe(place.now);
  const receipts: Receipt[] = [];
  for (const change of difference(desired, held)) receipts.push(await apply(provider, change));
  return receipts;
}

export function apply(provider: Provider, change: Change): Promise<Receipt> {
  return change.action === "revoke" ? provider.revoke(change) : provider.grant(change);
}

export async function observed(place: Place) {
  return (await place.connect()).observe(place.now);
}

/** Exactly these are held, each whole, and there is nothing left to do. */
export async function assertHeld(place: Place, desired: readonly Binding[]): Promise<void> {
  const { held } = await observed(place);
  assert.deepEqual(
    held.map(essence).sort(byPair),
    desired.map((binding) => ({ ...essence(binding), whole: true })).sort(byPair),
  );
  assert.deepEqual(difference(desired, held), []);
}

export function assertDone(receipts: readonly Receipt[], outcome: "done" | "unchanged" = "done"): void {
  assert.deepEqual(
    receipts.map(({ result }) => result),
    receipts.map(() => ({ outcome })),
  );
}

export function assertFailed(receipt: Receipt, transient: boolean): string {
  assert.equal(receipt.result.outcome, "failed");
  if (receipt.result.outcome !== "failed") return "";
  assert.equal(receipt.result.transient, transient, receipt.result.error);
  assert.match(receipt.result.error, /^\S[^\n\r]*$/, "one line");
  return receipt.result.error;
}

function essence(one: Binding | Held) {
  const { who, what, identity, until, request, commit } = one;
  return { who, what, identity, until, request, commit, ...("whole" in one ? { whole: one.whole } : {}) };
}

function byPair(one: { who: string; what: string }, other: { who: string; what: string }): number {
  return `${one.who} ${one.what}` < `${other.who} ${other.what}` ? -1 : 1;
}
