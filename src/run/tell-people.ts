import { type Finding, isError } from "../model/finding.js";
import { reconcileCheck } from "../render/findings-check.js";
import { type Announced, announce } from "./announce.js";
import { awaitGrants } from "./await-grants.js";
import type { Reconciliation } from "./bring-about.js";
import type { Context } from "./context.js";
import { followEmergencies } from "./follow-emergencies.js";
import { attemptInTime } from "./in-time.js";
import { checkOf } from "./publish-view.js";
import { reportHeldBack } from "./report-held-back.js";
import { reportOverdue } from "./report-overdue.js";

/** The check on commits of the default branch that stand for something wrong. */
export const RECONCILE_CHECK = "curfew reconcile";

/** Without an answer of the forge nobody can be told: the next run does. */
const UNTOLD: Announced = { findings: [], retry: false };

/**
 * Tells everybody concerned what a run came to: whoever pushed what is wrong, whoever has to act by hand, and the pull
 * requests. It is work of its own, after the record and in time of its own: what ends meanwhile waits for none of it, and
 * a system that took all the time of the run leaves nobody of another untold.
 */
export async function tellPeople(context: Context, run: Reconciliation): Promise<Announced> {
  const { budget } = context;
  // Whoever stops the process waits for the record, and for nothing else.
  const isMute = () => run.stale || budget.stopped() || budget.over("record");
  if (isMute()) return UNTOLD;
  const unseen = await awaitGrants(context, run, run.receipts);
  if (isMute()) return { ...UNTOLD, retry: unseen.size > 0 };
  const { commit } = run.head;
  const silent = await attemptInTime(context, "record", "publishing a check", () =>
    alert(context, commit, run.findings),
  );
  if (silent) context.log.warn("check not published", { commit, ...silent });
  // Who has to act by hand is called before anybody is told what went well.
  const late = await reportOverdue(context, run, run.overdue);
  const announced = await announce(context, { prepared: run, lines: run.all, unseen, now: run.now });
  const emergencies = await followEmergencies(context, run.all, run.now);
  const heldBack = await reportHeldBack(context, run);
  return {
    findings: [...late.findings, ...announced.findings, ...emergencies.findings, ...heldBack.findings],
    retry:
      unseen.size > 0 ||
      late.retry ||
      announced.retry ||
      emergencies.retry ||
      heldBack.retry ||
      silent?.transient === true,
  };
}

/** The commit of each repository that our alert stands at: no call is made to look for one that was never raised. */
const alerts = new WeakMap<Context["forge"], string>();

/** What is wrong stands at the commit that it was found on, where whoever pushed it looks; until it is put right. */
async function alert(context: Context, commit: string, findings: readonly Finding[]): Promise<void> {
  const { forge } = context;
  const wrong = findings.some(isError);
  if (!wrong && alerts.get(forge) !== commit) return;
  const check = checkOf(wrong ? "failure" : "success", reconcileCheck(findings), findings);
  await forge.publishCheck(RECONCILE_CHECK, commit, check);
  if (wrong) alerts.set(forge, commit);
  else alerts.delete(forge);
}
