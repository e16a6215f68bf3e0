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
    const is = sharing(after, kind, of, unit);
    const excess = mostOver(sharing(before, kind, of, unit), now);
    const limit = limitOf(is);
    const more = overfull(is, limit + excess, now);
    if (more === undefined) return [];
    const again = overfull(is, limit, more.at)?.again ?? more.again;
    return [{ of, unit, limit, received: more.wanted - 1, at: more.at, again }];
  });
}

type Sharing = Counted & { readonly quota: Quota };

function sharing(counted: readonly Counted[], kind: string, of: string, unit: string): readonly Sharing[] {
  return counted.flatMap((one) => {
    const quota = one.kind === kind ? one.quotas.find((other) => other.of === of && other.unit === unit) : undefined;
    return quota === undefined ? [] : [{ ...one, quota }];
  });
}

/** Systems of one account may say differently how many there may be. */
function limitOf(all: readonly Sharing[]): number {
  return Math.min(...all.map(({ quota }) => quota.limit));
}

/** By how many there are too many at the worst moment. */
function mostOver(all: readonly Sharing[], now: Instant): number {
  const limit = limitOf(all);
  let excess = 0;
  for (;;) {
    const more = overfull(all, limit + excess, now);
    if (more === undefined) return excess;
    excess = more.wanted - 1 - limit;
  }
}

/** When there are more than so many: as if somebody asked for one more of one more, from then on for good. */
function overfull(all: readonly Sharing[], limit: number, from: Instant): NoRoom | undefined {
  const until = later(instantOf(Math.max(from, ...all.map((one) => one.until))), 1);
  return noRoom({ pair: "", from, until }, all, limit + 1);
}
