import assert from "node:assert/strict";
import type { Held } from "../../model/binding.js";
import type { Harness, Law } from "./harness.js";
import { apply, assertDone, assertFailed, assertHeld, observed, reconcile } from "./steps.js";

/** What is not ours is never touched. */
export function ownershipLaws(law: Law, harness: Harness): void {
  law("the harness knows a namesake and something else that is not ours", async (place) => {
    assert.deepEqual(
      [...new Set(place.foreign.map(({ namesake }) => namesake))].sort(),
      [false, true],
      harness.kind.kind,
    );
  });

  law("what others hold is a stranger, and stays as it is while ours comes and goes", async (place) => {
    for (const { about, namesake, place: put } of place.foreign) {
      if (namesake) continue;
      const [binding, other] = place.bindings;
      const remove = await put(binding);
      const before = await place.snapshot();
      const { held, strangers } = await observed(place);
      assert.deepEqual(held, [], about);
      assert.ok(strangers.length > 0, about);
      assertDone(await reconcile(place, [binding, other]));
      await assertHeld(place, [binding, other]);
      assertDone(await reconcile(place, []));
      assert.deepEqual(await place.snapshot(), before, about);
      await remove();
    }
  });

  law("what lies where ours would and is not ours is left alone, and says so", async (place) => {
    for (const { about, namesake, place: put } of place.foreign) {
      if (!namesake) continue;
      const [binding] = place.bindings;
      const remove = await put(binding);
      const before = await place.snapshot();
      const provider = await place.connect();
      const { held } = await provider.observe(place.now);
      assert.deepEqual(held, [], about);
      assertFailed(await apply(provider, { action: "grant", binding, because: "new" }), false);
      assert.deepEqual(await place.snapshot(), before, `granting: ${about}`);
      // As observed before somebody else put theirs in its place.
      const gone: Held = { ...binding, whole: true, name: "as it was named then" };
      assertFailed(await apply(provider, { action: "revoke", held: gone, because: "expired" }), false);
      assert.deepEqual(await place.snapshot(), before, `revoking: ${about}`);
      await remove();
    }
  });
}
