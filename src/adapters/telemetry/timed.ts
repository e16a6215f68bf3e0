import { type Binding, pairOf } from "../../model/binding.js";
import type { Instant } from "../../model/instant.js";
import type { GrantChange, RevokeChange } from "../../model/plan.js";
import type { Receipt } from "../../model/receipt.js";
import type { Clock } from "../../ports/clock.js";
import type { Metrics } from "../../ports/metrics.js";
import type { Provider, Settling } from "../../ports/provider.js";

/** Where it is measured, and for which system of which repository. */
export interface Timing {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly repository: string;
  readonly system: string;
}

/** The same provider, of which it is measured how soon what begins can be used, and what has ended is revoked. */
export function timed(provider: Provider, { clock, metrics, repository, system }: Timing): Provider {
  /** When access began that was granted and that nobody has seen yet. */
  const unseen = new Map<string, Instant>();

  function since(begun: Instant): number {
    return Math.max(0, clock.now() - begun) / 1000;
  }

  async function grant(change: GrantChange): Promise<Receipt> {
    const receipt = await provider.grant(change);
    const { binding } = change;
    if (receipt.result.outcome !== "done" || change.because !== "new" || binding.from === undefined) return receipt;
    if (provider.settling === undefined) metrics.usable(repository, system, since(binding.from));
    else unseen.set(pairOf(binding), binding.from);
    return receipt;
  }

  async function revoke(change: RevokeChange): Promise<Receipt> {
    const receipt = await provider.revoke(change);
    const { held, because } = change;
    unseen.delete(pairOf(held));
    if (receipt.result.outcome === "done" && because === "expired") {
      metrics.revoked(repository, system, since(held.until));
    }
    return receipt;
  }

  async function seen(settling: Settling, binding: Binding): Promise<boolean> {
    const isSeen = await settling.seen(binding);
    const begun = unseen.get(pairOf(binding));
    if (isSeen && begun !== undefined) {
      unseen.delete(pairOf(binding));
      metrics.usable(repository, system, since(begun));
    }
    return isSeen;
  }

  const { settling } = provider;
  return {
    ...provider,
    grant,
    revoke,
    ...(settling === undefined ? {} : { settling: { ...settling, seen: (binding) => seen(settling, binding) } }),
  };
}
