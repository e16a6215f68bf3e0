import { pairOf } from "../model/binding.js";
import type { Figures, SystemFigures } from "../model/figures.js";
import type { Finding } from "../model/finding.js";
import type { Receipt } from "../model/receipt.js";
import { systemOf } from "../model/what.js";
import type { Reconciliation } from "./bring-about.js";
import type { ObservedSystem } from "./prepare-system.js";

/** A run in numbers. */
export function figuresOf({
  systems,
  receipts,
  overdue,
  findings,
  stale,
  retry,
}: Pick<Reconciliation, "systems" | "receipts" | "overdue" | "findings" | "stale" | "retry">): Figures {
  const late = overdue.map(({ what }) => systemOf(what));
  const known = new Set(systems.map(({ system }) => system.name));
  const gone = [...new Set(late)].filter((name) => !known.has(name));
  const overdueIn = (name: string) => late.filter((one) => one === name).length;
  return {
    systems: [
      ...systems.map((one): SystemFigures => {
        const { name } = one.system;
        const seen = one.kind === "observed" ? { seen: seenIn(one, receipts) } : {};
        return { name, ...seen, overdue: overdueIn(name) };
      }),
      ...gone.map((name) => ({ name, overdue: overdueIn(name) })),
    ],
    reviewsOverdue: findings.filter(({ code }) => code === "emergency-overdue").length,
    success:
      !stale &&
      !retry &&
      systems.every(({ kind }) => kind === "observed") &&
      !findings.some(({ code }) => FAILURES.has(code)),
  };
}

/** Where these are found, something was to be done and was not, whether or not it is worth trying again soon. */
const FAILURES: ReadonlySet<Finding["code"]> = new Set([
  "change-failed",
  "changes-left",
  "ledger-unwritten",
  "revocation-overdue",
]);

function seenIn(
  { system, observed }: ObservedSystem,
  receipts: readonly Receipt[],
): NonNullable<SystemFigures["seen"]> {
  const pairs = new Set(observed.held.map(pairOf));
  for (const receipt of receipts) {
    if (systemOf(receipt.what) !== system.name || receipt.result.outcome === "failed") continue;
    if (receipt.action === "revoke") pairs.delete(pairOf(receipt));
    else pairs.add(pairOf(receipt));
  }
  const drifted = observed.held.filter(({ whole }) => !whole).length;
  return { held: pairs.size, drift: drifted + observed.strangers.length };
}
