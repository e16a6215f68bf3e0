import type { Instant } from "../model/instant.js";

/**
 * When the next run must be at the latest: as soon as something begins, ends or is overdue. What is held counts by the
 * end that it was given, whether or not a request at HEAD says so: what is kept, or held back, ends by nobody's request.
 */
export function nextMoment(
  of: {
    /** When a request at HEAD begins or ends next. */
    readonly desired: Instant | undefined;
    /** What is held, as a provider said, or else as the ledger believes. */
    readonly held: readonly { readonly until: Instant }[];
    readonly due: readonly Instant[];
  },
  now: Instant,
): Instant | undefined {
  const moments = [...(of.desired === undefined ? [] : [of.desired]), ...of.held.map(({ until }) => until), ...of.due];
  return moments.filter((moment) => moment > now).toSorted((one, other) => one - other)[0];
}
