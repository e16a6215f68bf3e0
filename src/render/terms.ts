import { formatDuration } from "../model/duration.js";
import type { Terms } from "../model/effect.js";
import { approvers } from "./approvals.js";
import { listed, NOTHING, names, prose, type Sentence, say, values } from "./sentence.js";

/** What is otherwise between two terms on which a role can be asked for: what it was, and what it would be. */
export function termsSentences({
  before,
  after,
}: {
  readonly before: Terms;
  readonly after: Terms;
}): readonly Sentence[] {
  return [
    ...changed(
      before.longest,
      after.longest,
      after.longest > before.longest,
      (longest) => say`at most ${prose(formatDuration(longest))}`,
    ),
    ...changed(before.approvals, after.approvals, isLess(before.approvals, after.approvals), (approvals) =>
      approvals.length === 0 ? say`no approval needed` : listed(approvals.map(approvalSentence), "and"),
    ),
    ...changed(before.tickets, after.tickets, isLess(before.tickets, after.tickets), (tickets) =>
      tickets.length === 0 ? say`no ticket needed` : say`a ticket like ${values(tickets, "and")}`,
    ),
    ...changed(before.owners, after.owners, false, (owners) =>
      owners.length === 0 ? say`requests owned by nobody` : say`requests owned by ${names(owners, "and")}`,
    ),
    ...(before.rest === after.rest ? [] : [say`other conditions of its policies change`]),
  ];
}

/** Whether something that was required is not any more. */
function isLess(before: readonly unknown[], after: readonly unknown[]): boolean {
  const required = new Set(after.map((one) => JSON.stringify(one)));
  return before.some((one) => !required.has(JSON.stringify(one)));
}

/** What is loosened must not be overlooked among what is tightened. */
function changed<Value>(
  before: Value,
  after: Value,
  loosened: boolean,
  sentence: (value: Value) => Sentence,
): readonly Sentence[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [say`${loosened ? say`⚠️ ` : NOTHING}${sentence(before)} → ${sentence(after)}`];
}

function approvalSentence({ by, count, when }: Terms["approvals"][number]): Sentence {
  const approvals = count === 1 ? say`1 approval from ${approvers(by)}` : say`${count} approvals from ${approvers(by)}`;
  return when === undefined ? approvals : say`${approvals} where ${when}`;
}
