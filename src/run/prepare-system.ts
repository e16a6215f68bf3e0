import { endingOf } from "../core/ending.js";
import { liveByLedger } from "../core/missing-receipts.js";
import { withhold } from "../core/plan.js";
import type { Observed } from "../model/binding.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { Change, Plan } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";
import type { Provider } from "../ports/provider.js";
import { givesMore } from "./confirm-grants.js";
import type { Context } from "./context.js";
import { type Problem, problemOf } from "./failing.js";
import { findRemovals, type Removals } from "./find-removals.js";
import { inTime } from "./in-time.js";
import { CERTAIN } from "./ledger-doubt.js";
import { movedFinding } from "./moved-on.js";
import { type PlannedSystem, planSystem } from "./plan-system.js";
import type { Survey } from "./survey.js";

/** One system as it was found, and what is to be done there. */
export type PreparedSystem =
  | ObservedSystem
  | { readonly kind: "unobserved"; readonly system: System; readonly error: string; readonly transient: boolean };

export interface ObservedSystem {
  readonly kind: "observed";
  readonly system: System;
  readonly provider: Provider;
  readonly observed: Observed;
  readonly plan: Plan;
  readonly heldBack: readonly Change[];
  /** The name of what is held back. */
  readonly planId: string;
}

/** One system, prepared, with what was learnt on the way. */
export interface Preparation {
  readonly system: PreparedSystem;
  /** What happened there and no run wrote down. */
  readonly missing: readonly Receipt[];
  readonly findings: readonly Finding[];
  /** Of each pair the requests that give none of it, whatever the ledger says. */
  readonly denied: PlannedSystem["denied"];
  readonly retry: boolean;
  /** Whether the system took what time there was to ask about merges. */
  readonly slow: boolean;
}

export interface Limits {
  readonly allowMassRevoke: boolean;
}

/**
 * Looks at one system and plans what is to be done there. One that fails, or does not answer, has its finding and is left
 * as it is: what is not known is not changed.
 */
export async function prepareSystem(
  context: Context,
  known: Survey,
  system: System,
  limits: Limits,
): Promise<Preparation> {
  const { budget } = context;
  const had = !budget.over("judge");
  let seen: Seen;
  try {
    seen = await observe(context, system, known.now);
  } catch (error) {
    return unobserved(system, problemOf(context, `the provider ${system.kind}`, error));
  }
  const slow = had && budget.over("judge");
  return { ...(await planObserved(context, known, { ...seen, system }, limits)), slow };
}

/** Plans what is to be done in a system as it was observed. */
export async function planObserved(
  context: Context,
  known: Survey,
  seen: Seen & { readonly system: System },
  limits: Limits,
): Promise<Preparation> {
  try {
    return await planFor(context, known, seen, limits);
  } catch (error) {
    return unobserved(seen.system, problemOf(context, `planning for ${seen.system.name}`, error));
  }
}

interface Seen {
  readonly provider: Provider;
  readonly observed: Observed;
}

async function planFor(
  context: Context,
  known: Survey,
  { system, provider, observed }: Seen & { readonly system: System },
  limits: Limits,
): Promise<Preparation> {
  const moved = !known.stale && (await known.movedOn(observed.held.filter(({ until }) => until > known.now)));
  const removals = moved ? known.removals : await removalsOf(context, known, observed);
  const requests = new Map(known.head.requests.map((request) => [request.path, request]));
  const { access } = known;
  const planWhere = (skewed: boolean): Promise<PlannedSystem> =>
    planSystem(context, {
      ...known,
      stale: known.stale || moved,
      skewed,
      lines: known.all,
      system,
      observed,
      settles: provider.settling?.seconds ?? 0,
      removals,
      ending: (one) => endingOf(one, { ...removals, requests, access, now: known.now }),
      allowMassRevoke: limits.allowMassRevoke,
    });
  const first = await planWhere(known.skewed);
  const acts = first.plan.changes.length > 0 || first.missing.length > 0;
  const skew = acts && !known.skewed ? await known.time.skew() : undefined;
  const planned = skew === undefined ? first : await planWhere(true);
  const { heldBack, planId, missing, denied } = planned;
  const findings = moved ? [...planned.findings, movedFinding(system)] : planned.findings;
  const gives = planned.plan.changes.some(givesMore);
  const doubt = gives ? await known.doubt() : CERTAIN;
  const plan = doubt.findings.length === 0 ? planned.plan : withhold(planned.plan, givesMore, known.now);
  return {
    system: { kind: "observed", system, provider, observed, plan, heldBack, planId },
    missing,
    findings: [...removals.findings, ...findings, ...doubt.findings, ...(skew ? [skew] : [])],
    denied,
    retry: moved || planned.retry || doubt.retry || removals.retry,
    slow: false,
  };
}

function unobserved(system: System, { error, transient }: Problem): Preparation {
  return {
    system: { kind: "unobserved", system, error, transient },
    missing: [],
    findings: [finding("system-unobserved", {}, { system: system.name, error })],
    denied: new Map(),
    retry: transient,
    slow: false,
  };
}

async function observe(context: Context, system: System, now: Instant): Promise<Seen> {
  return inTime(context, "change", `the provider ${system.kind} has not answered`, async () => {
    const provider = await context.providers.open(system);
    return { provider, observed: await provider.observe(now) };
  });
}

/** What is held and the ledger does not know of is looked up as well; mostly there is none. */
async function removalsOf(
  context: Context,
  { head, removals, all, now }: Survey,
  { held }: Observed,
): Promise<Removals> {
  const live = liveByLedger(all).filter(({ until }) => until > now);
  const known = new Set(live.map(({ request }) => request));
  const unknown = held.filter(({ request }) => !known.has(request));
  if (unknown.length === 0) return removals;
  const more = await findRemovals(context, head, unknown, now);
  return {
    removed: new Map([...removals.removed, ...more.removed]),
    unknown: [...removals.unknown, ...more.unknown],
    retry: removals.retry || more.retry,
    findings: [...removals.findings, ...more.findings],
  };
}
