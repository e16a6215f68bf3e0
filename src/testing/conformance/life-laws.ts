import assert from "node:assert/strict";
import type { Law } from "./harness.js";
import { apply, assertDone, assertHeld, changesTo, ending, observed, reconcile } from "./steps.js";

/** What a binding goes through, from nothing to nothing. */
export function lifeLaws(law: Law): void {
  law("an empty place is observed empty", async (place) => {
    assert.deepEqual(await observed(place), { held: [], strangers: [] });
  });

  law("what is granted is observed with the same end, and nothing is left to do", async (place) => {
    assertDone(await reconcile(place, place.bindings));
    await assertHeld(place, place.bindings);
    assert.deepEqual(await reconcile(place, place.bindings), []);
  });

  law("granting twice is granting once", async (place) => {
    const [binding] = place.bindings;
    const change = { action: "grant", binding, because: "new" } as const;
    assertDone([await apply(await place.connect(), change)]);
    const before = await place.snapshot();
    assertDone([await apply(await place.connect(), change)], "unchanged");
    assert.deepEqual(await place.snapshot(), before);
  });

  law("an end is moved later, and earlier, and to where it was", async (place) => {
    const [binding, other] = place.bindings;
    assertDone(await reconcile(place, [binding, other]));
    const before = await place.snapshot();
    for (const hours of [2, -1, 0]) {
      const moved = ending(binding, hours);
      const receipts = await reconcile(place, [moved, other]);
      assertDone(receipts);
      assert.equal(receipts.length, 1);
      await assertHeld(place, [moved, other]);
    }
    assert.deepEqual(await place.snapshot(), before);
  });

  law("what a binding is for can change with its end", async (place) => {
    const [binding] = place.bindings;
    assertDone(await reconcile(place, [binding]));
    const renewed = { ...ending(binding, 1), request: "access/requests/renewal.yaml", commit: "c".repeat(40) };
    assertDone(await reconcile(place, [renewed]));
    await assertHeld(place, [renewed]);
  });

  law("revoking leaves nothing of it, and all of the other", async (place) => {
    const [binding, other] = place.bindings;
    assertDone(await reconcile(place, [other]));
    const before = await place.snapshot();
    assertDone(await reconcile(place, [binding, other]));
    assertDone(await reconcile(place, [other]));
    assert.deepEqual(await place.snapshot(), before);
    await assertHeld(place, [other]);
  });

  law("revoking twice is revoking once", async (place) => {
    const [binding] = place.bindings;
    const before = await place.snapshot();
    assertDone(await reconcile(place, [binding]));
    const [revocation] = changesTo(place, [], (await observed(place)).held);
    assert.ok(revocation);
    assertDone([await apply(await place.connect(), revocation)]);
    assertDone([await apply(await place.connect(), revocation)], "unchanged");
    assert.deepEqual(await place.snapshot(), before);
  });

  law("a login is the same in any case", async (place) => {
    const [binding] = place.bindings;
    assertDone(await reconcile(place, [binding]));
    const respelled = { ...binding, who: binding.who.toUpperCase() };
    assertDone([await apply(await place.connect(), { action: "grant", binding: respelled, because: "new" })]);
    assert.equal((await observed(place)).held.length, 1);
  });

  law("a request may lie under any name that git takes", async (place) => {
    const [binding] = place.bindings;
    const request = `access/requests/${"a folder, «quoted» = +1%/".repeat(40)}über.yaml`;
    assertDone(await reconcile(place, [{ ...binding, request }]));
    await assertHeld(place, [{ ...binding, request }]);
    // And back to a short one, of which nothing of the long one may stay.
    assertDone([await apply(await place.connect(), { action: "grant", binding, because: "incomplete" })]);
    await assertHeld(place, [binding]);
  });
}
