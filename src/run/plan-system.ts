import { bindingsAt } from "../core/bindings-at.js";
import { desire } from "../core/desire.js";
import { withEdits } from "../core/edited-roles.js";
import type { Ending } from "../core/ending.js";
import { missingReceipts } from "../core/missing-receipts.js";
import { isAllowed, permit } from "../core/permit.js";
import { plan, withhold } from "../core/plan.js";
import { withoutDone, withoutEarly } from "../core/settling.js";
import { isFrozen } from "../core/unread.js";
import type { Access } from "../model/access.js";
import { type Binding, type Observed, pairOf } from "../model/binding.js";
import type { Desire } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import { placeOf } from "../model/place.js";
import { type Change, type EndCause, type Plan, subjectOf } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";
import { confirmGrants, givesMore } from "./confirm-grants.js";
import type { Context } from "./context.js";
import { endedByPolicy } from "./ended-by-policy.js";
import type { Removals } from "./find-removals.js";
import type { JudgedHead } from "./judge-head.js";

export interface PlannedSystem {
  readonly plan: Plan;
  readonly heldBack: readonly Change[];
  /** The name of what is held back. */
  readonly planId: string;
  readonly missing: readonly Receipt[];
  readonly findings: readonly Finding[];
  readonly retry: boolean;
}

/** What is to be done in one system, as far as what is known allows it. */
export async function planSystem(
  context: Context,
  of: {
    readonly system: System;
    readonly observed: Observed;
    readonly head: JudgedHead;
    /** The folder as it stands for what is held. */
    readonly access: Access;
    readonly desire: Desire;
    readonly lines: readonly LedgerLine[];
    readonly removals: Removals;
    readonly ending: (one: Ending) => EndCause;
    readonly now: Instant;
    /** Git is as it was: another may have granted since, so that only what has reached its end is known to be too much. */
    readonly stale: boolean;
    /** Nobody knows what time it is. */
    readonly skewed: boolean;
    /** Policy did not come as it must, or lines of the ledger cannot be read: nothing is granted on what is left. */
    readonly damaged: boolean;
    /** Seconds for which what was observed may be older than what was done. */
    readonly settles: number;
    readonly allowMassRevoke: boolean;
  },
): Promise<PlannedSystem> {
  const { observed, desire: wanted, removals, now } = of;
  const { name: system } = of.system;
  const place = placeOf(of.system);
  const kept = [...wanted.kept, ...removals.unknown];
  const strangers = observed.strangers.map((stranger) => finding("stranger", {}, { system, ...stranger }, "warning"));
  const planTo = (bindings: readonly Binding[]): Plan => {
    const desired = bindingsAt(of.system, { bindings, requests: of.head.requests });
    const frozen = isFrozen(wanted.unread, system) || of.skewed;
    const { ending } = of;
    return withEdits(plan({ system, desired, held: observed.held, now, ending, kept, frozen }), of.system, of.lines);
  };
  const full = planTo(wanted.bindings);
  if (of.stale) {
    const changes = withhold(full, givesMore, now).changes.filter(
      (change) => change.action === "revoke" && change.held.until <= now,
    );
    return { plan: { system, changes }, heldBack: [], planId: "", missing: [], findings: strangers, retry: false };
  }

  const settling = { desired: wanted.bindings, lines: of.lines, seconds: of.settles, now };
  const settled = withoutDone(full, settling);
  const sure = of.damaged ? withhold(settled, givesMore, now) : settled;
  const confirmed = await confirmGrants(context, of.head, sure, {
    ...of,
    instead({ binding }, without) {
      const requests = of.head.requests.filter(({ path }) => !without.has(path));
      const { bindings } = desire({ requests, access: of.access, now });
      const { changes } = withoutDone(planTo(bindings), { ...settling, desired: bindings });
      const ofPair = changes.filter((change) => pairOf(subjectOf(change)) === pairOf(binding));
      return ofPair.find((change) => givesMore(change) || (change.action === "shorten" && change.because !== "grants"));
    },
  });
  const ended = await endedByPolicy(context, { ...of, changes: confirmed.plan.changes });
  const permitted = permit(confirmed.plan, {
    held: observed.held.length,
    explained: (change) =>
      removals.removed.get(change.held.request)?.approved === true ||
      isAllowed(change.held, of.lines) ||
      ended.has(change),
    allowMassRevoke: of.allowMassRevoke,
  });
  // Why something is gone that cannot be judged now, the run that can judge it writes down.
  const { changes } = permitted.permitted;
  const found = missingReceipts({ system, place, lines: of.lines, held: observed.held, changes, ending: of.ending });
  const certain = withoutEarly(found, settling);
  const unjudged = new Set([...removals.unknown, ...unjudgedIn(of.head)]);
  const missing = certain.filter(
    ({ cause, request }) =>
      cause === undefined || cause === "expired" || cause === "offboarded" || !unjudged.has(request),
  );
  return {
    plan: permitted.permitted,
    heldBack: permitted.heldBack,
    planId: permitted.id,
    missing,
    findings: [...confirmed.findings, ...permitted.findings, ...strangers],
    retry: confirmed.retry || settled.changes.length < full.changes.length || certain.length < found.length,
  };
}

function unjudgedIn({ requests }: JudgedHead): readonly string[] {
  return requests.flatMap(({ path, verdict }) => (verdict === undefined ? [path] : []));
}
