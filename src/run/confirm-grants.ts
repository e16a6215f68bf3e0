import type { Finding } from "../model/finding.js";
import type { Change, Plan } from "../model/plan.js";
import type { Context } from "./context.js";
import { judgeAddition } from "./judge-addition.js";
import type { JudgedHead } from "./judge-head.js";

/**
 * Judges once more every merge that something new is granted or extended for, where the verdict is the ledger's: a new binding
 * never rests on the ledger's word alone. The teams are those of the first judgement.
 */
export async function confirmGrants(
  context: Context,
  head: JudgedHead,
  plan: Plan,
): Promise<{ readonly plan: Plan; readonly findings: readonly Finding[] }> {
  const fresh = new Set(head.judged.map((line) => line.request));
  const requests = new Map(head.requests.map((request) => [request.path, request]));
  const changes: Change[] = [];
  const findings: Finding[] = [];
  for (const change of plan.changes) {
    const request = givesMore(change) ? requests.get(change.binding.request) : undefined;
    if (!request?.added || !request.verdict || fresh.has(request.path)) {
      changes.push(change);
      continue;
    }
    const verdict = await judgeAddition(context, request.added, request.verdict.facts?.teams);
    if (verdict.stands) changes.push(change);
    else findings.push(verdict.finding);
  }
  return { plan: { ...plan, changes }, findings };
}

function givesMore(change: Change): change is Extract<Change, { binding: unknown }> {
  return change.action === "grant" || change.action === "extend";
}
