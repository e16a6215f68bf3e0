import assert from "node:assert/strict";
import { Failure } from "../../ports/failure.js";
import type { Harness, Law } from "./harness.js";
import { apply, assertDone, assertFailed, assertHeld, changesTo, observed, reconcile } from "./steps.js";

/** What fails says whether it is worth trying again, and nothing that is secret. */
export function failureLaws(law: Law, harness: Harness): void {
  for (const how of ["transient", "permanent"] as const) {
    law(`a ${how} failure is told as one, changes nothing, and is over when its cause is`, async (place) => {
      const [binding, other] = place.bindings;
      assertDone(await reconcile(place, [other]));
      const { held } = await observed(place);
      const [revocation] = changesTo(place, [], held);
      assert.ok(revocation);
      const before = await place.snapshot();
      await place.fail(how);
      const provider = await place.connect();
      await assert.rejects(provider.observe(place.now), (error) => {
        assert.ok(error instanceof Failure);
        assert.equal(error.transient, how === "transient", error.message);
        return noSecret(place.secrets, error.message);
      });
      const receipts = [
        await apply(provider, { action: "grant", binding, because: "new" }),
        await apply(provider, revocation),
      ];
      for (const receipt of receipts) noSecret(place.secrets, assertFailed(receipt, how === "transient"));
      assert.notDeepEqual(await provider.examine(), []);
      await place.heal();
      assert.deepEqual(await place.snapshot(), before);
      // The same provider goes on: nothing that failed is remembered.
      assertDone([await apply(provider, { action: "grant", binding, because: "new" })]);
      await assertHeld(place, [binding, other]);
    });
  }

  law("nothing secret is in what a provider says", async (place) => {
    const [binding] = place.bindings;
    const provider = await place.connect();
    const receipts = await reconcile(place, [binding]);
    const said = [
      receipts,
      await observed(place),
      await provider.examine(),
      provider.howTo(binding),
      harness.kind.kind,
    ];
    noSecret(place.secrets, JSON.stringify(said));
  });

  law("examining a place that works finds nothing and changes nothing", async (place) => {
    const before = await place.snapshot();
    assert.deepEqual(await (await place.connect()).examine(), []);
    assert.deepEqual(await place.snapshot(), before);
  });

  law("a provider is of its kind, and keeps the end as its kind says", async (place) => {
    const provider = await place.connect();
    assert.equal(provider.kind, harness.kind.kind);
    assert.equal(provider.curfew, harness.kind.curfew);
    assert.notEqual(provider.howTo(place.bindings[0]).trim(), "");
  });
}

function noSecret(secrets: readonly string[], text: string): true {
  assert.ok(secrets.length > 0);
  for (const secret of secrets) assert.ok(!text.includes(secret), "a secret is in what was said");
  return true;
}
