import { type Finding, finding } from "../model/finding.js";
import type { Change } from "../model/plan.js";
import { type Receipt, receiptOf } from "../model/receipt.js";
import type { Provider } from "../ports/provider.js";
import type { Context } from "./context.js";
import { problemOf } from "./failing.js";
import type { PreparedSystem } from "./prepare.js";

export interface Applied {
  readonly receipts: readonly Receipt[];
  readonly findings: readonly Finding[];
  /** Whether something failed that may succeed soon. */
  readonly retry: boolean;
}

type Observed = Extract<PreparedSystem, { kind: "observed" }>;

/** Applies every plan. Systems are independent: one that fails, or hangs, does not stop another. */
export async function applyPlans(context: Context, systems: readonly PreparedSystem[]): Promise<Applied> {
  const observed = systems.filter((system): system is Observed => system.kind === "observed");
  const receipts = (await Promise.all(observed.map((system) => applyPlan(context, system)))).flat();
  const findings = receipts.flatMap(({ action, who, what, request, result }) => {
    if (result.outcome !== "failed") return [];
    const { error, transient } = result;
    return [finding("change-failed", { path: request }, { action, who, what, error, transient })];
  });
  const retry = receipts.some(({ result }) => result.outcome === "failed" && result.transient);
  return { receipts, findings, retry };
}

/** In the plan's order, revocations first. What failed in passing has a second chance once the rest is done. */
async function applyPlan(context: Context, { plan, provider }: Observed): Promise<readonly Receipt[]> {
  const receipts = new Map<Change, Receipt>();
  for (const change of plan.changes) receipts.set(change, await applyChange(context, provider, change));
  for (const [change, { result }] of receipts) {
    if (result.outcome === "failed" && result.transient) {
      receipts.set(change, await applyChange(context, provider, change));
    }
  }
  return [...receipts.values()];
}

/** A provider that throws has failed: the receipt says so, whatever was thrown. */
async function applyChange(context: Context, provider: Provider, change: Change): Promise<Receipt> {
  try {
    return await (change.action === "revoke" ? provider.revoke(change) : provider.grant(change));
  } catch (error) {
    return receiptOf(change, { outcome: "failed", ...problemOf(context, `the provider ${provider.kind}`, error) });
  }
}
