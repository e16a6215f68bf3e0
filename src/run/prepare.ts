import { desire } from "../core/desire.js";
import { overdueFindings } from "../core/emergencies.js";
import { endingOf } from "../core/ending.js";
import { liveByLedger } from "../core/missing-receipts.js";
import type { Observed } from "../model/binding.js";
import type { Desire } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { Change, Plan } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";
import type { Provider } from "../ports/provider.js";
import { clockSkew } from "./clock-skew.js";
import type { Context } from "./context.js";
import { problemOf } from "./failing.js";
import { fetchIfPossible } from "./fetch.js";
import { findRemovals } from "./find-removals.js";
import { type JudgedHead, judgeHead } from "./judge-head.js";
import { planSystem } from "./plan-system.js";
import { readLedger } from "./read-ledger.js";
import { systemsToReconcile } from "./systems-to-reconcile.js";

/** One system as it was found, and what is to be done there. */
export type PreparedSystem =
  | {
      readonly kind: "observed";
      readonly system: System;
      readonly provider: Provider;
      readonly observed: Observed;
      readonly plan: Plan;
      readonly heldBack: readonly Change[];
      /** The name of what is held back. */
      readonly planId: string;
    }
  | { readonly kind: "unobserved"; readonly system: System; readonly error: string; readonly transient: boolean };

/** Everything up to applying: a dry run stops here. */
export interface Prepared {
  readonly now: Instant;
  readonly head: JudgedHead;
  readonly desire: Desire;
  /** The ledger as it was read, as far back as it matters. */
  readonly lines: readonly LedgerLine[];
  readonly systems: readonly PreparedSystem[];
  /** What happened at the providers and no run wrote down. */
  readonly missing: readonly Receipt[];
  readonly findings: readonly Finding[];
  /** The forge did not answer: git is as it was fetched last. */
  readonly stale: boolean;
  /** Whether something was not done or not known that may be soon. */
  readonly retry: boolean;
}

/**
 * Nothing that goes wrong with one request, or one system, stops another: it has its finding, what gave access before is
 * kept until its end, and nothing new is granted by it.
 */
export async function prepare(
  context: Context,
  now: Instant,
  options: { readonly allowMassRevoke: boolean; readonly allowedPlans?: readonly string[] },
): Promise<Prepared> {
  const stale = await fetchIfPossible(context);
  const ledger = await readLedger(context, now);
  const head = await judgeHead(context, ledger.lines, now);
  const wanted = desire({ requests: head.requests, access: head.access, now });
  const live = [...liveByLedger(ledger.lines).values()];
  const reconciled = await systemsToReconcile(context, head.access, live);
  const seen = await Promise.all(reconciled.systems.map((system) => observe(context, system, now)));
  const held = seen.flatMap((system) => (system.kind === "observed" ? system.observed.held : []));
  const removals = await findRemovals(context, head, [...held, ...live]);
  const skew = clockSkew(context);
  const requests = new Map(head.requests.map((request) => [request.path, request]));
  const findings: Finding[] = [
    ...(stale ? [stale.finding] : []),
    ...ledger.findings,
    ...head.access.findings,
    ...wanted.findings,
    ...reconciled.findings,
    ...removals.findings,
    ...(skew ? [skew] : []),
    ...overdueFindings([...ledger.lines, ...head.judged], now),
  ];
  let retry = stale?.transient === true || head.retry || removals.unknown.length > 0;

  const systems: PreparedSystem[] = [];
  const missing: Receipt[] = [];
  for (const system of seen) {
    if (system.kind === "unobserved") {
      const { error, transient } = system;
      retry ||= transient;
      findings.push(finding("system-unobserved", {}, { system: system.system.name, error }));
      systems.push(system);
      continue;
    }
    const planned = await planSystem(context, {
      ...system,
      name: system.system.name,
      head,
      desire: wanted,
      lines: ledger.lines,
      removals,
      ending: (one) => endingOf(one, { requests, removed: removals.removed, access: head.access, now }),
      now,
      stale: stale !== undefined,
      skewed: skew !== undefined,
      settles: system.provider.settling?.seconds ?? 0,
      damaged: ledger.findings.length > 0,
      allowMassRevoke: options.allowMassRevoke,
      allowedPlans: options.allowedPlans ?? [],
    });
    retry ||= planned.retry;
    findings.push(...planned.findings);
    missing.push(...planned.missing);
    systems.push({ ...system, plan: planned.plan, heldBack: planned.heldBack, planId: planned.planId });
  }
  const { lines } = ledger;
  return { now, head, desire: wanted, lines, systems, missing, findings, stale: stale !== undefined, retry };
}

type Seen =
  | Extract<PreparedSystem, { kind: "unobserved" }>
  | Omit<Extract<PreparedSystem, { kind: "observed" }>, "plan" | "heldBack" | "planId">;

/** A system that cannot be observed is left as it is: what is not known is not changed. */
async function observe(context: Context, system: System, now: Instant): Promise<Seen> {
  try {
    const provider = await context.providers.open(system);
    return { kind: "observed", system, provider, observed: await provider.observe(now) };
  } catch (error) {
    return { kind: "unobserved", system, ...problemOf(context, `the provider ${system.kind}`, error) };
  }
}
