import { bindingWithout } from "../core/binding-without.js";
import { bindingsAt } from "../core/bindings-at.js";
import { naming, withEdits } from "../core/edited-roles.js";
import type { Ending } from "../core/ending.js";
import { holdingsIn } from "../core/holdings.js";
import { missingReceipts } from "../core/missing-receipts.js";
import { isAllowed, permit } from "../core/permit.js";
import { plan, withhold } from "../core/plan.js";
import { withoutDone, withoutEarly } from "../core/settling.js";
import { isFrozen } from "../core/unread.js";
import type { Access } from "../model/access.js";
import { type Binding, type Held, type Observed, pairOf } from "../model/binding.js";
import type { Desire } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import { placeOf } from "../model/place.js";
import type { Change, EndCause, GrantChange, Plan } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";
import { type Confirmed, confirmGrants, givesMore } from "./confirm-grants.js";
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
  /** Of each pair the requests that give none of it, whatever the ledger says. */
  readonly denied: Confirmed["denied"];
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
  const { observed, desire: wanted, removals, access, now } = of;
  const { name: system } = of.system;
  const place = placeOf(of.system);
  const kept = [...wanted.kept, ...removals.unknown];
  const strangers = observed.strangers.map((stranger) => finding("stranger", {}, { system, ...stranger }, "warning"));
  const difference = (bindings: readonly Binding[], held: readonly Held[]): Plan => {
    const desired = bindingsAt(of.system, { bindings, requests: of.head.requests });
    const frozen = isFrozen(wanted.unread, system) || of.skewed;
    const { ending } = of;
    return withEdits(plan({ system, desired, held, now, ending, kept, frozen }), of.system, of.lines);
  };
  const full = difference(wanted.bindings, observed.held);
  const settling = { desired: wanted.bindings, lines: of.lines, seconds: of.settles, now };
  const settled = withoutDone(full, settling);
  // What is not whole would be given what its role gives now, which may be what nobody approved.
  const sure = of.stale || of.damaged ? withhold(settled, makesWhole, now) : settled;
  if (of.stale) {
    const changes = withoutDone(sure, settling).changes.filter(
      (change) => change.action === "revoke" && change.held.until <= now,
    );
    const nothing = { heldBack: [], planId: "", missing: [], denied: new Map(), retry: false };
    return { plan: { system, changes }, findings: strangers, ...nothing };
  }

  const confirmed = await confirmGrants(context, of.head, sure, {
    ...of,
    instead(change, without) {
      const pair = pairOf(change.binding);
      const binding = bindingWithout({ requests: of.head.requests, access, now }, { pair, without });
      if (binding === undefined) return undefined;
      const held = observed.held.filter((one) => pairOf(one) === pair);
      return withoutDone(difference([binding], held), settling).changes.filter(makesWhole);
    },
  });
  // What is not extended has reached its end by what was observed, which may be older than what was done.
  const planned = withoutDone(confirmed.plan, settling);
  const ended = await endedByPolicy(context, { ...of, changes: planned.changes });
  const permitted = permit(planned, {
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
  const { keyOf } = holdingsIn(of.lines);
  const whole = new Set(observed.held.filter((one) => one.whole).map(keyOf));
  // What is whole is what its role gives now.
  const named = found.map((receipt) => (whole.has(keyOf(receipt)) ? naming(receipt, of.system) : receipt));
  const certain = withoutEarly(named, settling);
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
    denied: confirmed.denied,
    retry:
      confirmed.retry ||
      settled.changes.length < full.changes.length ||
      planned.changes.length < confirmed.plan.changes.length ||
      certain.length < found.length,
  };
}

function unjudgedIn({ requests }: JudgedHead): readonly string[] {
  return requests.flatMap(({ path, verdict }) => (verdict === undefined ? [path] : []));
}

/** What is left whole by it, for longer or not. */
function makesWhole(change: Change): change is GrantChange {
  return givesMore(change) || (change.action === "shorten" && change.because !== "grants");
}
