import { type Finding, finding } from "../model/finding.js";
import { formatInstant, type Instant, instantOf } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { Overdue } from "../model/overdue.js";
import type { Change } from "../model/plan.js";
import { systemOf } from "../model/what.js";
import { holdingsIn } from "./holdings.js";
import { liveByLedger } from "./missing-receipts.js";
import { standingFailures } from "./standing-failures.js";

/** Milliseconds past its end, or since it failed for the first time, after which a revocation is no hiccup any more. */
const PATIENCE = 5 * 60_000;
/** Milliseconds until what is late is tried again, whatever it failed of: within a minute of being able to, it ends. */
const AGAIN = 30_000;

/** A revocation that was not made: what went wrong, where it was tried. */
export interface Undone {
  readonly change: Change;
  readonly error: string | undefined;
}

export interface Late {
  readonly overdue: readonly Overdue[];
  /** When whatever is late is tried again. */
  readonly next: Instant | undefined;
}

/**
 * Access that was to be gone some minutes ago, and is not: its revocation failed or was not reached, or the system that
 * holds it cannot even be read. `lines` are those of the ledger with this run's.
 */
export function lateRevocations(input: {
  readonly undone: readonly Undone[];
  /** Systems that could not be read, where each is, and why. */
  readonly unobserved: readonly { readonly name: string; readonly place: string; readonly error: string }[];
  readonly lines: readonly LedgerLine[];
  readonly now: Instant;
}): Late {
  const { undone, unobserved, lines, now } = input;
  const live = liveByLedger(lines);
  const failures = standingFailures(lines);
  const { keyOf } = holdingsIn(lines);
  const late = [
    ...undone.flatMap(({ change, error }): readonly Overdue[] => {
      if (change.action !== "revoke") return [];
      const { who, what, until, request, name } = change.held;
      // The first failure since anything was done for it; its end, where that was before, and anything says it.
      const failed = failures.get(keyOf(change.held))?.find(({ action }) => action === "revoke");
      const since = Math.min(until > 0 ? until : now, now, failed?.at ?? now);
      return [{ who, what, until, request, name, since: instantOf(since), ...(error === undefined ? {} : { error }) }];
    }),
    ...unobserved.flatMap(({ name: system, place: unread, error }) =>
      live
        .filter(({ what, place = unread, until }) => systemOf(what) === system && place === unread && until <= now)
        .map(({ who, what, until, request }): Overdue => ({ who, what, until, request, since: until, error })),
    ),
  ];
  return {
    overdue: late.filter(({ since }) => since + PATIENCE <= now),
    next: late.length === 0 ? undefined : instantOf(now + AGAIN),
  };
}

export function lateFindings(overdue: readonly Overdue[]): readonly Finding[] {
  return overdue.map(({ who, what, since, request, error }) =>
    finding("revocation-overdue", request === "" ? {} : { path: request }, {
      who,
      what,
      since: formatInstant(since),
      ...(error === undefined ? {} : { error }),
    }),
  );
}
