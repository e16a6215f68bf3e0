import { pairOf } from "../model/binding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import { type Change, subjectOf } from "../model/plan.js";
import { holdingsIn } from "./holdings.js";
import { standingFailures } from "./standing-failures.js";

/** Of so many changes at least one has failed before, where there are any: neither kind waits for all of the other. */
const MIXED = 4;

/** Milliseconds after which another of those that failed is the first. */
const ROUND = 60_000;

/**
 * The order in which the changes of a plan are begun, where not all of them may find the time: revocations before all
 * else, what failed before among what did not, and of what failed before each time another first. Changes of one pair
 * stay in the order of the plan.
 */
export function turnsOf(changes: readonly Change[], lines: readonly LedgerLine[], now: Instant): readonly Change[] {
  const failed = standingFailures(lines);
  const { keyOf } = holdingsIn(lines);
  const isRevocation = ({ action }: Change): boolean => action === "revoke";
  return [changes.filter(isRevocation), changes.filter((change) => !isRevocation(change))].flatMap((kind) => {
    const again = kind.filter((change) => failed.has(keyOf(subjectOf(change))));
    const fresh = kind.filter((change) => !again.includes(change));
    return mixed(fresh, rotated(again, now));
  });
}

/** Whole pairs move: two changes of one pair keep their order. */
function rotated(changes: readonly Change[], now: Instant): readonly Change[] {
  const pairs = [...new Set(changes.map((change) => pairOf(subjectOf(change))))];
  const first = pairs.length === 0 ? 0 : Math.floor(now / ROUND) % pairs.length;
  const order = new Map([...pairs.slice(first), ...pairs.slice(0, first)].map((pair, index) => [pair, index]));
  const place = (change: Change): number => order.get(pairOf(subjectOf(change))) ?? 0;
  return changes.toSorted((one, other) => place(one) - place(other));
}

function mixed(fresh: readonly Change[], again: readonly Change[]): readonly Change[] {
  const turns: Change[] = [];
  const [news, olds] = [[...fresh], [...again]];
  while (news.length > 0 || olds.length > 0) turns.push(...news.splice(0, MIXED - 1), ...olds.splice(0, 1));
  return turns;
}
