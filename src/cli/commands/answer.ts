import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { answerComments } from "../../run/answer-comments.js";
import { reconcile } from "../../run/reconcile.js";
import { connectUntil } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";
import { exitOfSignal, stopOnSignals } from "../signals.js";
import { type CheckedPull, checkOne, pullJson, pullText, wasDone } from "./check-pulls.js";

/** Answers the commands in comments, and does at once what they wake: what the App does when it is told of one. */
export async function answer(shared: Shared, options: { readonly issue?: number }): Promise<Ending> {
  const stop = stopOnSignals();
  const { context, now } = await connectUntil(stop, shared);
  const answered = await answerComments(context, options.issue, now);
  const pulls: CheckedPull[] = [];
  for (const pull of answered.checks) {
    if (!context.budget.stopped()) pulls.push(await checkOne(context, pull, now));
  }
  const merged = pulls.some((pull) => pull.kind === "checked" && pull.checked.merged);
  const after = answered.reconcile || merged ? (await reconcile(context, now)).findings : [];
  const findings = [...answered.findings, ...after];
  const { commands } = answered;
  const lines = [
    ...findings.map(findingLine),
    ...commands.map(({ issue, comment, reaction }) => `#${issue} comment ${comment}: ${reaction}`),
    ...pulls.map(pullText),
  ];
  const text = lines.length === 0 ? "No command waits for an answer." : lines.join("\n");
  const fine = answered.findings.length === 0 && pulls.every(wasDone) && !findings.some(isError);
  const ending = end(shared.json === true, { commands, pulls: pulls.map(pullJson), findings }, text, fine);
  return { ...ending, exit: exitOfSignal() ?? ending.exit };
}
