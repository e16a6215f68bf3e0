import { desire } from "../core/desire.js";
import { endingOf } from "../core/ending.js";
import { liveByLedger, missingReceipts } from "../core/missing-receipts.js";
import { permit } from "../core/permit.js";
import { plan } from "../core/plan.js";
import type { Observed } from "../model/binding.js";
import type { Desire } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { Change, Plan } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";
import { Failure } from "../ports/failure.js";
import type { Provider } from "../ports/provider.js";
import { clockSkew } from "./clock-skew.js";
import { confirmGrants } from "./confirm-grants.js";
import type { Context } from "./context.js";
import { findRemovals } from "./find-removals.js";
import { type JudgedHead, judgeHead } from "./judge-head.js";
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
    }
  | { readonly kind: "unobserved"; readonly system: System; readonly error: string; readonly transient: boolean };

/** Everything up to applying: a dry run stops here. */
export interface Prepared {
  readonly now: Instant;
  readonly head: JudgedHead;
  readonly desire: Desire;
  /** The ledger as it was read. */
  readonly lines: readonly LedgerLine[];
  readonly systems: readonly PreparedSystem[];
  /** What happened at the providers and no run wrote down. */
  readonly missing: readonly Receipt[];
  readonly findings: readonly Finding[];
}

export async function prepare(
  context: Context,
  now: Instant,
  options: { readonly allowMassRevoke: boolean },
): Promise<Prepared> {
  await context.history.fetch();
  const lines = await context.ledger.read(undefined);
  const head = await judgeHead(context, lines, now);
  const wanted = desire({ requests: head.requests, access: head.access, now });
  const live = liveByLedger(lines);
  const systems = await Promise.all(
    (await systemsToReconcile(context, head.access, [...live.values()])).map((system) => observe(context, system, now)),
  );

  const held = systems.flatMap((system) => (system.kind === "observed" ? system.observed.held : []));
  const removed = await findRemovals(context, head, [...held, ...live.values()]);
  const skew = clockSkew(context);
  const ending = (one: Parameters<typeof endingOf>[0]) =>
    endingOf(one, {
      requests: new Map(head.requests.map((request) => [request.path, request])),
      removed,
      access: head.access,
      now,
    });
  const findings: Finding[] = [...head.access.findings, ...wanted.findings, ...(skew ? [skew] : [])];

  const prepared: PreparedSystem[] = [];
  const missing: Receipt[] = [];
  for (const system of systems) {
    if (system.kind === "unobserved") {
      const { error } = system;
      findings.push(finding("system-unobserved", {}, { system: system.system.name, error }));
      prepared.push(system);
      continue;
    }
    const { name } = system.system;
    const full = plan({
      system: name,
      desired: wanted.bindings,
      held: system.observed.held,
      now,
      ending,
      kept: wanted.kept,
      frozen: wanted.frozen || skew !== undefined,
    });
    const confirmed = await confirmGrants(context, head, full);
    const permitted = permit(confirmed.plan, {
      held: system.observed.held.length,
      explained: (change) => removed.get(change.held.request)?.approved === true,
      allowMassRevoke: options.allowMassRevoke,
    });
    const strangers = system.observed.strangers.map((stranger) =>
      finding("stranger", {}, { system: name, ...stranger }, "warning"),
    );
    findings.push(...confirmed.findings, ...permitted.findings, ...strangers);
    missing.push(...missingReceipts({ system: name, lines, held: system.observed.held, ending }));
    prepared.push({ ...system, plan: permitted.permitted, heldBack: permitted.heldBack });
  }
  return { now, head, desire: wanted, lines, systems: prepared, missing, findings };
}

type Seen =
  | Extract<PreparedSystem, { kind: "unobserved" }>
  | Omit<Extract<PreparedSystem, { kind: "observed" }>, "plan" | "heldBack">;

/** A system that cannot be observed is left as it is: what is not known is not changed. */
async function observe(context: Context, system: System, now: Instant): Promise<Seen> {
  try {
    const provider = await context.providers.open(system);
    return { kind: "observed", system, provider, observed: await provider.observe(now) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { kind: "unobserved", system, error: error.message, transient: error.transient };
  }
}
