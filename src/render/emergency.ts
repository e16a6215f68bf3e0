import type { Instant } from "../model/instant.js";
import type { What } from "../model/what.js";
import { code, oneLine, quote } from "./escape.js";
import { markdown, name, names, plain, pull, type Sentence, say, time, values } from "./sentence.js";
import { when } from "./when.js";

/** Access that was taken without approvals, and has to be answered for. */
export interface EmergencyShown {
  readonly who: string;
  readonly what: readonly What[];
  readonly pull: number;
  readonly merged: Instant;
  readonly until: Instant;
  /** When somebody must have reviewed it. */
  readonly due: Instant;
  /** What they wrote, one for each request. */
  readonly why: readonly string[];
  readonly tickets: readonly string[];
  /** Who would have been asked to approve. */
  readonly skipped: readonly string[];
}

export const REVIEW = "/curfew reviewed";

/** In the pull request, once: everyone who was skipped is mentioned, and led to the issue. */
export function emergencyComment(shown: EmergencyShown, issue: number): string {
  const { who, what, until, due } = shown;
  return [
    "### 🚨 Emergency access",
    markdown(
      say`${name(who)} has ${names(what, "and")} until ${time(until)} without anybody's approval: it is an emergency.`,
    ),
    asked(
      shown,
      markdown(say` would have been asked. One of you has to review it by ${time(due)}, in ${pull(issue)}.`),
      markdown(say`Somebody has to review it by ${time(due)}, in ${pull(issue)}.`),
    ),
  ].join("\n\n");
}

/** What stays open until somebody has answered for it. Nobody is mentioned: the pull request has done so. */
export function emergencyIssue(shown: EmergencyShown): { readonly title: string; readonly body: string } {
  const { who, what, pull: number, merged, until, due, why, tickets, skipped } = shown;
  const rows: readonly Sentence[] = [
    say`**Who**: ${name(who)}`,
    say`**What**: ${names(what, "and")}`,
    say`**When**: from ${time(merged)} until ${time(until)}, by ${pull(number)}`,
    ...(tickets.length === 0 ? [] : [say`**Ticket**: ${values(tickets, "and")}`]),
    skipped.length === 0
      ? say`**Skipped**: nobody; whoever owns the request's folder can review it`
      : say`**Skipped**: ${names(skipped, "and")}`,
  ];
  return {
    title: `Review the emergency access of ${oneLine(who)} to ${plain(names(what, "and"))} by ${when(due)}`,
    body: [
      markdown(
        say`${name(who)} took access without anybody's approval. Look at what was done with it, and answer for it by ${time(due)}:`,
      ),
      `\`\`\`\n${REVIEW} What you found, in a sentence.\n\`\`\``,
      rows.map((row) => `- ${markdown(row)}`).join("\n"),
      ...why.map(quote),
      markdown(
        say`Only somebody who could have approved it can, and never ${name(who)}. The answer is written to the ledger, and closes this issue; closing it by hand is no answer. Until then ${name(who)} has no other emergency access.`,
      ),
    ].join("\n\n"),
  };
}

export function reopenedComment({ who }: EmergencyShown): string {
  return markdown(
    say`Closing this is no answer, so it is open again. Somebody who could have approved the access of ${name(who)} has to comment ${REVIEW}.`,
  );
}

/** The one reminder: it mentions them again. */
export function reminderComment(shown: EmergencyShown): string {
  const { due, who } = shown;
  const overdue = markdown(say`The review of this was due at ${time(due)}, and nobody has answered.`);
  return [
    `⏰ ${overdue}`,
    asked(
      shown,
      `: one of you has to comment ${code(REVIEW)}.`,
      markdown(say`Somebody other than ${name(who)} has to comment ${REVIEW}.`),
    ),
  ].join("\n\n");
}

function asked({ skipped }: EmergencyShown, withSomebody: string, withNobody: string): string {
  return skipped.length === 0 ? withNobody : `${skipped.map(mention).join(", ")}${withSomebody}`;
}

/** GitHub tells whom it is about; what is no login is shown as what it is. */
function mention(login: string): string {
  return /^[a-z\d](?:[a-z\d-]{0,38})$/i.test(login) ? `@${login}` : code(login);
}
