import assert from "node:assert/strict";
import { plan } from "../../core/plan.js";
import { type Binding, type Held, systemOfPair } from "../../model/binding.js";
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
export function changesTo(place: Place, desired: readonly Binding[], held: readonly Held[]): readonly Change[] {
  return plan({
    system: systemOfPair(place.bindings[0]),
    desired,
    held,
    now: place.now,
    ending: () => "withdrawn",
    kept: [],
    frozen: false,
  }).changes;
}

/** Observes, and does what is to be done. */
export async function reconcile(place: Place, desired: readonly Binding[]): Promise<readonly Receipt[]> {
  const provider = await place.connect();
  const { held } = await provider.observe(place.now);
  const receipts: Receipt[] = [];
  for (const change of changesTo(place, desired, held)) receipts.push(await apply(provider, change));
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
  assert.deepEqual(changesTo(place, desired, held), []);
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
