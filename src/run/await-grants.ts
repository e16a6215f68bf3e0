import { bindingsAt } from "../core/bindings-at.js";
import { latelyIn } from "../core/settling.js";
import { type Binding, pairOf } from "../model/binding.js";
import type { Receipt } from "../model/receipt.js";
import type { Settling } from "../ports/provider.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import { inTime } from "./in-time.js";
import type { Prepared } from "./prepare.js";
import type { ObservedSystem } from "./prepare-system.js";

/**
 * The pairs that were granted, by this run or just before it, and that their system does not show yet: nobody is told to
 * use what is not there. Only systems whose answers lag are asked, and each for no longer than it says itself, nor than
 * the run has time; whoever stops the process does not wait for it.
 */
export async function awaitGrants(
  context: Context,
  { desire, head, systems, lines, now }: Prepared,
  receipts: readonly Receipt[],
): Promise<ReadonlySet<string>> {
  const done = new Map(receipts.map((one) => [pairOf(one), one]));
  const unseen = await Promise.all(
    systems.flatMap((system) => {
      const settling = system.kind === "observed" ? system.provider.settling : undefined;
      if (system.kind !== "observed" || settling === undefined) return [];
      const lately = latelyIn({ lines, seconds: settling.seconds, now });
      return bindingsAt(system.system, { bindings: desire.bindings, requests: head.requests }).map(async (binding) => {
        const pair = pairOf(binding);
        const last = done.get(pair) ?? lately(binding);
        if (last === undefined || last.action === "revoke" || last.result.outcome === "failed") return [];
        // As it was given: what is desired beyond that is not there, however long anybody looks for it.
        const { until, request, commit } = last;
        const given = { ...binding, until, request, commit };
        if (!done.has(pair) && isShown(system, given)) return [];
        return (await isSeen(context, settling, given)) ? [] : [pair];
      });
    }),
  );
  return new Set(unseen.flat());
}

/** As it was observed at the beginning of the run. */
function isShown({ observed }: ObservedSystem, binding: Binding): boolean {
  return observed.held.some((one) => pairOf(one) === pairOf(binding) && one.whole && one.until === binding.until);
}

/** Who cannot be asked has not shown it. */
async function isSeen(context: Context, settling: Settling, binding: Binding): Promise<boolean> {
  let seen = false;
  await attempt(context, "looking whether access is live", async () => {
    seen = await inTime(context, "change", "looking whether access is live", () => settling.seen(binding));
  });
  return seen;
}
