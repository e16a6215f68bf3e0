import { rightToEnd } from "../core/decide/decide-removals.js";
import { type EmergencyAccess, emergenciesIn, standingLines } from "../core/emergencies.js";
import { skippedIn } from "../model/decision.js";
import { startOfDay } from "../model/instant.js";
import type { ReviewedLine } from "../model/ledger-line.js";
import { personOf, sameLogin } from "../model/person.js";
import { type Outcome, refuse, type Said } from "./answer-command.js";
import { recordTime } from "./clock-skew.js";
import type { Context } from "./context.js";
import { emergencyMarker } from "./follow-emergencies.js";
import { namesNow } from "./gather-facts.js";
import { readLedger } from "./read-ledger.js";
import { readRequests } from "./read-requests.js";

/**
 * `/curfew reviewed`: writes to the ledger that somebody who could have approved it answers for an emergency, and closes
 * its issue. Never whoever holds it or asked for it. An answer that is written already is not written again.
 */
export async function answerReviewed(context: Context, said: Said, note: string): Promise<Outcome> {
  const { comment, now } = said;
  const { lines } = await readLedger(context, now);
  const issues = await context.conversation.ownIssues(startOfDay(comment.at, 0));
  const issue = issues.find(({ number }) => number === comment.issue);
  const meant = emergenciesIn(lines).filter(({ commit }) => emergencyMarker(commit) === issue?.marker);
  if (issue === undefined || meant.length === 0) return refuse("reviewed", { kind: "place" });

  const standing = standingLines(lines).filter(({ commit }) => meant.some((one) => one.commit === commit));
  const own = standing.some(
    ({ verdict: { who, facts } }) => sameLogin(who, comment.by.login) || facts.author.id === comment.by.id,
  );
  if (own) return refuse("reviewed", { kind: "own" });
  const skipped = [...new Set(standing.flatMap(({ verdict }) => skippedIn(verdict.decision)))].toSorted();
  const asked = skipped.some((login) => sameLogin(login, comment.by.login));
  // Only where none of them is left can somebody else be meant.
  const gone = skipped.every((login) => personOf(said.access.people, login) === undefined);
  if (!asked && !(gone && (await couldApprove(context, said, meant))))
    return refuse("reviewed", { kind: "approver", who: skipped });

  const by = comment.by.login;
  const at = recordTime(context, now);
  const answers = meant
    .filter(({ reviewed }) => reviewed === undefined)
    .map(({ request, commit }): ReviewedLine => ({ kind: "reviewed", at, request, commit, by, note }));
  await context.ledger.append(answers, at);
  await context.conversation.setOpen(issue.number, false);
  return {
    reaction: "+1",
    answer: { kind: "reviewed", by: meant[0]?.reviewed?.by ?? by, requests: meant.map(({ request }) => request) },
    reconcile: true,
  };
}

/** Whether they could approve all of it today. */
async function couldApprove(
  context: Context,
  { comment, access }: Said,
  emergencies: readonly EmergencyAccess[],
): Promise<boolean> {
  const paths = emergencies.map(({ request }) => request);
  const whats = emergencies.flatMap(({ what }) => what);
  const names = await namesNow(context, { access, paths, whats, always: [{ kind: "codeowners" }] });
  const facts = { ...names, at: comment.at };
  const lines = await context.history.tree(emergencies[0]?.commit ?? "", paths);
  const { requests } = await readRequests(context, lines, access);
  return emergencies.every(({ request: path, who }) => {
    const request = requests.find((one) => one.path === path);
    return rightToEnd(comment.by, { path, who, ...(request ? { request } : {}) }, { access, facts }) === "approver";
  });
}
