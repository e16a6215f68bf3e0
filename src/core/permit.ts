import { type Held, pairOf } from "../model/binding.js";
import { type Finding, finding } from "../model/finding.js";
import type { LedgerLine } from "../model/ledger-line.js";
import { type Change, type Plan, type RevokeChange, subjectOf } from "../model/plan.js";
import { fingerprint } from "./fingerprint.js";

/** What of a plan may be done. */
export interface Permit {
  readonly permitted: Plan;
  readonly heldBack: readonly Change[];
  /** The name of what is held back: who allows it, allows this and nothing that comes later. */
  readonly id: string;
  readonly findings: readonly Finding[];
}

/** So many revocations without an explanation are always let through; so large a part of a system's bindings as well. */
const FEW = 3;
const PART = 0.25;

/**
 * Stands between plan and apply: many revocations at once that neither an end of time nor an approved pull request
 * explains are more likely our error, or somebody's, than anybody's wish. An expiry and a return are never held back.
 */
export function permit(
  plan: Plan,
  limits: {
    /** How many bindings the system holds. */
    readonly held: number;
    /** Whether an approved pull request says that it ends, or somebody who owns it has allowed it. */
    readonly explained: (change: RevokeChange) => boolean;
    readonly allowMassRevoke: boolean;
  },
): Permit {
  const unexplained = plan.changes.filter(
    (change): change is RevokeChange =>
      change.action === "revoke" && !endsByItself(change) && !limits.explained(change),
  );
  const id = fingerprint(JSON.stringify([plan.system, unexplained.map(canonical)]));
  const many = unexplained.length > FEW && unexplained.length > limits.held * PART;
  if (!many || limits.allowMassRevoke) return { permitted: plan, heldBack: [], id, findings: [] };

  // What is to take the place of something that stays must wait with it.
  const staying = new Set(unexplained.map(({ held }) => pairOf(held)));
  const explained = new Set<Change>(
    plan.changes.filter((change) => change.action === "revoke" && !unexplained.includes(change)),
  );
  const stays = (change: Change): boolean => staying.has(pairOf(subjectOf(change))) && !explained.has(change);
  const args = { system: plan.system, count: unexplained.length, of: limits.held, plan: id };
  return {
    permitted: { system: plan.system, changes: plan.changes.filter((change) => !stays(change)) },
    heldBack: plan.changes.filter(stays),
    id,
    findings: [finding("revocations-held-back", {}, args)],
  };
}

/** Whether somebody who may has allowed that exactly this ends: what another merge gives since is something else. */
export function isAllowed(held: Held, lines: readonly LedgerLine[]): boolean {
  return lines.some(
    (line) =>
      line.kind === "allowed" &&
      pairOf(line) === pairOf(held) &&
      line.request === held.request &&
      line.commit === held.commit,
  );
}

function endsByItself({ because }: RevokeChange): boolean {
  return because === "expired" || because === "returned";
}

function canonical({ held, because }: RevokeChange): readonly (string | number)[] {
  return [held.who.toLowerCase(), held.what, held.identity, held.name, held.until, because];
}
