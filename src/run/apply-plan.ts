import { naming } from "../core/edited-roles.js";
import type { Undone } from "../core/overdue.js";
import { turnsOf } from "../core/turns.js";
import { pairOf } from "../model/binding.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import { placeOf } from "../model/place.js";
import { type Change, subjectOf } from "../model/plan.js";
import { type Receipt, receiptOf } from "../model/receipt.js";
import type { Provider } from "../ports/provider.js";
import type { Context } from "./context.js";
import { type Problem, problemOf } from "./failing.js";
import { inTime } from "./in-time.js";
import { inTurns } from "./in-turns.js";
import type { ObservedSystem } from "./prepare-system.js";
import { isUnderWay, noteUnderWay } from "./under-way.js";

export interface Applied {
  /** In the plan's order, whatever the order of the answers. */
  readonly receipts: readonly Receipt[];
  /** What failed, or there was no time to begin. */
  readonly undone: readonly Undone[];
  readonly findings: readonly Finding[];
  /** Whether something failed or was left that may succeed soon. */
  readonly retry: boolean;
}

/** Changes of one system that are under way at a time. */
const AT_A_TIME = 8;

/**
 * Applies the plan of one system: every revocation is begun before anything else is. Of one pair each change waits for
 * the one before it, since both may be about the same thing at the provider. What failed in passing has a second chance
 * once the rest is done. When the time is over, nothing more is begun. What is given waits until it is written down that it
 * is about to be; what ends does not.
 */
export async function applyPlan(
  context: Context,
  { system, plan, provider }: Pick<ObservedSystem, "system" | "plan" | "provider">,
  of: {
    readonly lines: readonly LedgerLine[];
    readonly now: Instant;
    /** Until what is about to be given is written down, or cannot be. */
    readonly intended: Promise<void>;
  },
): Promise<Applied> {
  const receipts = new Map<Change, Receipt>();
  const last = new Map<string, Promise<void>>();
  const place = placeOf(system);
  const busy = new Set(
    plan.changes
      .map((change) => pairOf(subjectOf(change)))
      .filter((pair) => isUnderWay(context.providers, `${place} ${pair}`, of.now)),
  );

  async function applyAll(changes: readonly Change[]): Promise<void> {
    await inTurns(AT_A_TIME, changes, async (change) => {
      const pair = pairOf(subjectOf(change));
      const work = after(last.get(pair), change);
      last.set(pair, work);
      await work;
    });
  }

  async function after(before: Promise<void> | undefined, change: Change): Promise<void> {
    await before;
    if (change.action === "grant") await of.intended;
    if (context.budget.over("change")) return;
    if (busy.has(pairOf(subjectOf(change)))) receipts.set(change, failedReceipt(change, UNDER_WAY));
    else receipts.set(change, naming(await applyChange(context, { provider, place }, change, of.now), system));
  }

  const turns = turnsOf(plan.changes, of.lines, of.now);
  await applyAll(turns);
  await applyAll(turns.filter((change) => isTransient(receipts.get(change)) && !busy.has(pairOf(subjectOf(change)))));
  const left = plan.changes.filter((change) => !receipts.has(change));
  const undone = plan.changes.flatMap((change) => undoneOf(change, receipts.get(change)));
  const made = plan.changes.flatMap((change) => receipts.get(change) ?? []);
  return {
    receipts: made,
    undone,
    findings: [
      ...made.flatMap(failureFinding),
      ...(left.length === 0 ? [] : [leftFinding(context, system.name, left.length)]),
    ],
    retry: left.length > 0 || made.some(isTransient),
  };
}

function undoneOf(change: Change, receipt: Receipt | undefined): readonly Undone[] {
  if (receipt === undefined) return [{ change, error: undefined }];
  return receipt.result.outcome === "failed" ? [{ change, error: receipt.result.error }] : [];
}

function failureFinding({ action, who, what, request, result }: Receipt): readonly Finding[] {
  if (result.outcome !== "failed") return [];
  const { error, transient } = result;
  return [finding("change-failed", { path: request }, { action, who, what, error, transient })];
}

function leftFinding({ budget }: Context, system: string, count: number): Finding {
  return finding("changes-left", {}, { system, count, because: budget.stopped() ? "stopped" : "time" });
}

/** A provider that throws, or does not come back, has failed: the receipt says so, whatever was thrown. */
async function applyChange(
  context: Context,
  { provider, place }: { readonly provider: Provider; readonly place: string },
  change: Change,
  now: Instant,
): Promise<Receipt> {
  const { providers } = context;
  const begin = async (): Promise<Receipt> =>
    change.action === "revoke" ? provider.revoke(change) : provider.grant(change);
  try {
    return await inTime(context, "wait", `the provider ${provider.kind} has not answered`, () =>
      noteUnderWay(providers, `${place} ${pairOf(subjectOf(change))}`, now, begin()),
    );
  } catch (error) {
    return failedReceipt(change, problemOf(context, `the provider ${provider.kind}`, error));
  }
}

function failedReceipt(change: Change, { error, transient }: Problem): Receipt {
  return receiptOf(change, { outcome: "failed", error, transient });
}

const UNDER_WAY: Problem = { error: "a change that an earlier run began has not come to its end", transient: true };

function isTransient(receipt: Receipt | undefined): boolean {
  return receipt?.result.outcome === "failed" && receipt.result.transient;
}
