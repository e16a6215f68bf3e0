import { pairOf } from "../model/binding.js";
import { subjectOf } from "../model/plan.js";
import type { System } from "../model/system.js";
import type { Budget, Phase } from "../ports/budget.js";
import { type Applied, applyPlan } from "./apply-plan.js";
import { askedTime } from "./clock-skew.js";
import { givesMore } from "./confirm-grants.js";
import type { Context } from "./context.js";
import { ledgerDoubt } from "./ledger-doubt.js";
import { type Limits, type ObservedSystem, type Preparation, planObserved, prepareSystem } from "./prepare-system.js";
import { recordUnknown } from "./record-unknown.js";
import type { Survey } from "./survey.js";
import { writeIntents } from "./write-intents.js";

export interface ReconciledSystem {
  readonly preparation: Preparation;
  readonly applied: Applied;
}

/** Systems are independent: what one is waited for, or fails in, no other notices. */
export async function reconcileSystem(
  context: Context,
  known: Survey,
  system: System,
  limits: Limits,
): Promise<ReconciledSystem> {
  const preparation = await prepareSystem(context, known, system, limits);
  await recordUnknown(context, preparation, known);
  const { system: prepared } = preparation;
  if (prepared.kind !== "observed") return { preparation, applied: NOTHING };
  const applied = await applyWritten(context, prepared, known);
  const given = preparation.slow && preparation.retry && (await giveLate(context, known, prepared, applied, limits));
  return given || { preparation, applied };
}

const NOTHING: Applied = { receipts: [], undone: [], findings: [], retry: false };

/** What is given is written down while what ends is ended. */
function applyWritten(context: Context, system: ObservedSystem, known: Survey): Promise<Applied> {
  return applyPlan(context, system, { ...known, intended: writeIntents(context, system, known) });
}

/**
 * Where a system is slow to say what it holds, the time for asking about merges is over before anything is to be given
 * there. What ends has not waited for it, and has ended: the rest of the run is for asking after all. Nothing would ever
 * be given there otherwise.
 */
async function giveLate(
  context: Context,
  known: Survey,
  system: ObservedSystem,
  ended: Applied,
  limits: Limits,
): Promise<ReconciledSystem | undefined> {
  const patient: Context = { ...context, budget: askingUntilChanges(context.budget) };
  if (patient.budget.over("judge")) return undefined;
  const time = askedTime(patient, known.now);
  const asking = { ...known, time, doubt: ledgerDoubt(patient, known.head) };
  const preparation = await planObserved(patient, asking, system, limits);
  if (preparation.system.kind !== "observed") return undefined;
  // What was observed is as it was before what ended: of a pair that was changed since, the next run sees more.
  const changed = new Set([...ended.receipts, ...ended.undone.map(({ change }) => subjectOf(change))].map(pairOf));
  const gives = preparation.system.plan.changes.filter(givesMore);
  const changes = gives.filter(({ binding }) => !changed.has(pairOf(binding)));
  const given = await applyWritten(patient, { ...system, plan: { system: system.system.name, changes } }, known);
  return {
    preparation,
    applied: {
      receipts: [...ended.receipts, ...given.receipts],
      undone: [...ended.undone, ...given.undone],
      findings: [...ended.findings, ...given.findings],
      retry: ended.retry || given.retry || changes.length < gives.length,
    },
  };
}

function askingUntilChanges(budget: Budget): Budget {
  const late = (phase: Phase): Phase => (phase === "judge" ? "change" : phase);
  return {
    ...budget,
    over: (phase) => budget.over(late(phase)),
    onOver: (phase, run) => budget.onOver(late(phase), run),
  };
}
