import { formatDuration } from "../model/duration.js";
import type { Terms } from "../model/effect.js";
import { approvers } from "./approvals.js";
import { listed, names, prose, type Sentence, say, values } from "./sentence.js";

/** What is otherwise between two terms on which a role can be asked for: what it was, and what it would be. */
export function termsSentences({
  before,
  after,
}: {
  readonly before: Terms;
  readonly after: Terms;
}): readonly Sentence[] {
  const { rest: ruled } = before;
  return [
    ...changed(before, after, "longest", ({ longest }) => say`at most ${prose(formatDuration(longest))}`),
    ...changed(before, after, "approvals", ({ approvals }) =>
      approvals.length === 0 ? say`no approval needed` : listed(approvals.map(approvalSentence), "and"),
    ),
    ...changed(before, after, "tickets", ({ tickets }) =>
      tickets.length === 0 ? say`no ticket needed` : say`a ticket like ${values(tickets, "and")}`,
    ),
    ...changed(before, after, "owners", ({ owners }) =>
      owners.length === 0 ? say`requests owned by nobody` : say`requests owned by ${names(owners, "and")}`,
    ),
    ...(ruled === after.rest ? [] : [say`other conditions of its policies change`]),
  ];
}

function changed(
  before: Terms,
  after: Terms,
  key: keyof Terms,
  sentence: (terms: Terms) => Sentence,
): readonly Sentence[] {
  if (JSON.stringify(before[key]) === JSON.stringify(after[key])) return [];
  return [say`${sentence(before)} → ${sentence(after)}`];
}

function approvalSentence({ by, count, when }: Terms["approvals"][number]): Sentence {
  const approvals = count === 1 ? say`1 approval from ${approvers(by)}` : say`${count} approvals from ${approvers(by)}`;
  return when === undefined ? approvals : say`${approvals} where ${when}`;
}
