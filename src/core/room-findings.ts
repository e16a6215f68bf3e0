import { type Finding, finding, type Place } from "../model/finding.js";
import { formatInstant } from "../model/instant.js";
import type { Quota } from "../model/quota.js";
import type { What } from "../model/what.js";
import { noRoom, type Taking } from "./no-room.js";

/** What takes one of something of which there are only so many. */
export interface Counted extends Taking {
  /** The kind of the system. */
  readonly kind: string;
  readonly quotas: readonly Quota[];
}

export interface AskedCounted extends Counted {
  readonly what: What;
  readonly place: Place;
}

/**
 * Which of what is asked for would be one too many: each is counted with what is granted already, and with what stands
 * before it in the same pull request. Whatever else a system holds, it alone knows.
 */
export function roomFindings(asked: readonly AskedCounted[], granted: readonly Counted[]): readonly Finding[] {
  return asked.flatMap((one, index) => {
    const before = [...granted, ...asked.slice(0, index)];
    return one.quotas.flatMap(({ of, unit, limit }) => {
      const sharing = before.filter(
        ({ kind, quotas }) => kind === one.kind && quotas.some((other) => other.of === of && other.unit === unit),
      );
      const full = noRoom(one, sharing, limit);
      if (full === undefined) return [];
      const [at, again] = [formatInstant(full.at), formatInstant(full.again)];
      const args = { what: one.what, of, unit, limit, received: full.wanted, at, again };
      return [finding("quota-reached", one.place, args)];
    });
  });
}
