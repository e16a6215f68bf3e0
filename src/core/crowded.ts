import type { Crowded } from "../model/effect.js";
import { type Instant, instantOf, later } from "../model/instant.js";
import type { Quota } from "../model/quota.js";
import { type NoRoom, noRoom } from "./no-room.js";
import type { Counted } from "./room-findings.js";

/**
 * Of what there would be more at a time than there may be, by what stands already: since a role takes something else, or
 * fewer are to be taken. What was too much before, and by as much, is nobody's doing.
 */
export function crowded(before: readonly Counted[], after: readonly Counted[], now: Instant): readonly Crowded[] {
  const quotas = new Map(
    after.flatMap(({ kind, quotas: all }) =>
      all.map((quota) => [JSON.stringify([kind, quota.of, quota.unit]), { kind, quota }] as const),
    ),
  );
  return [...quotas.values()].flatMap(({ kind, quota: { of, unit } }): readonly Crowded[] => {
    const is = overfull(sharing(after, kind, of, unit), now);
    const was = overfull(sharing(before, kind, of, unit), now);
    if (is === undefined || (was !== undefined && is.received - is.limit <= was.received - was.limit)) return [];
    return [{ of, unit, ...is }];
  });
}

type Sharing = Counted & { readonly quota: Quota };

function sharing(counted: readonly Counted[], kind: string, of: string, unit: string): readonly Sharing[] {
  return counted.flatMap((one) => {
    const quota = one.kind === kind ? one.quotas.find((other) => other.of === of && other.unit === unit) : undefined;
    return quota === undefined ? [] : [{ ...one, quota }];
  });
}

/** As if somebody asked for one more of one more, from now on for good. */
function overfull(
  all: readonly Sharing[],
  now: Instant,
): Pick<Crowded, "limit" | "received" | "at" | "again"> | undefined {
  // Systems of one account may say differently how many there may be.
  const limit = Math.min(...all.map(({ quota }) => quota.limit));
  const until = later(instantOf(Math.max(now, ...all.map((one) => one.until))), 1);
  const full: NoRoom | undefined = noRoom({ pair: "", from: now, until }, all, limit + 1);
  return full && { limit, received: full.wanted - 1, at: full.at, again: full.again };
}
