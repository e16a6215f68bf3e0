import assert from "node:assert/strict";
import type { Binding } from "../../model/binding.js";
import type { Law, Place } from "./harness.js";
import { apply, assertDone, assertFailed, assertHeld, changesTo, ending, observed, reconcile } from "./steps.js";

/** What is interrupted, or damaged by others, is made right by the next run. */
export function repairLaws(law: Law): void {
  const stories: readonly {
    readonly title: string;
    readonly before: (binding: Binding) => readonly Binding[];
    readonly after: (binding: Binding) => readonly Binding[];
  }[] = [
    { title: "granting", before: () => [], after: (binding) => [binding] },
    { title: "extending", before: (binding) => [binding], after: (binding) => [ending(binding, 2)] },
    { title: "shortening", before: (binding) => [binding], after: (binding) => [ending(binding, -1)] },
    { title: "revoking", before: (binding) => [binding], after: () => [] },
  ];

  for (const { title, before, after } of stories) {
    law(`${title} may be interrupted at any call: the next run makes it right`, async (place) => {
      const [binding] = place.bindings;
      await interruptEverywhere(place, before(binding), after(binding));
    });
  }

  law("what others changed is seen, and changed back", async (place) => {
    assert.ok(place.drifts.length > 0);
    const [binding, other] = place.bindings;
    assertDone(await reconcile(place, [binding, other]));
    const whole = await place.snapshot();
    for (const { about, damage } of place.drifts) {
      await damage(binding);
      assert.notDeepEqual(changesTo(place, [binding, other], (await observed(place)).held), [], `seen: ${about}`);
      const receipts = await reconcile(place, [binding, other]);
      // One that repairs; or, where it seems to be somebody else's now, one that ends it and one that makes it anew.
      assert.ok(receipts.length === 1 || receipts[0]?.action === "revoke", about);
      assertDone(receipts);
      await assertHeld(place, [binding, other]);
      assert.deepEqual(await place.snapshot(), whole, about);
    }
  });

  law("what others damaged can be revoked", async (place) => {
    const [binding] = place.bindings;
    const empty = await place.snapshot();
    for (const { about, damage } of place.drifts) {
      assertDone(await reconcile(place, [binding]));
      await damage(binding);
      assertDone(await reconcile(place, []));
      assert.deepEqual(await place.snapshot(), empty, about);
    }
  });
}

async function interruptEverywhere(place: Place, before: readonly Binding[], after: readonly Binding[]): Promise<void> {
  assertDone(await reconcile(place, before));
  const start = await place.snapshot();
  const callsBefore = place.calls();
  assertDone(await change(place, before, after));
  const count = place.calls() - callsBefore;
  const end = await place.snapshot();
  assert.ok(count > 0);

  for (let call = 1; call <= count; call += 1) {
    for (const work of ["undone", "done"] as const) {
      assertDone(await reconcile(place, before));
      assert.deepEqual(await place.snapshot(), start);
      await place.cut(call, work);
      for (const receipt of await change(place, before, after)) assertFailed(receipt, true);
      await place.heal();
      assertDone(await reconcile(place, after));
      assert.deepEqual(await place.snapshot(), end, `after the work of call ${call} was ${work}`);
      await assertHeld(place, after);
    }
  }
}

/** The one change from what is known to be held, without looking again: only its own calls are counted. */
async function change(place: Place, before: readonly Binding[], after: readonly Binding[]) {
  const held = before.map((binding) => ({ ...binding, whole: true, name: "as observed" }));
  const [one] = changesTo(place, after, held);
  assert.ok(one);
  return [await apply(await place.connect(), one)];
}
