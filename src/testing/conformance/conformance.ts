import { failureLaws } from "./failure-laws.js";
import type { Harness, Law, Runner } from "./harness.js";
import { lifeLaws } from "./life-laws.js";
import { ownershipLaws } from "./ownership-laws.js";
import { repairLaws } from "./repair-laws.js";

/**
 * The laws that every kind of system keeps. Give it your test runner's `describe` and `it`, and a harness of your kind:
 *
 *     conformance({ describe, it }, harness);
 */
export function conformance({ describe, it }: Runner, harness: Harness): void {
  const law: Law = (title, check) =>
    it(title, async () => {
      const place = await harness.open();
      try {
        await check(place);
      } finally {
        await place.close();
      }
    });

  describe(`${harness.kind.kind} keeps the laws of a provider`, () => {
    lifeLaws(law);
    ownershipLaws(law, harness);
    repairLaws(law);
    failureLaws(law, harness);
  });
}
