import type { LedgerLine } from "../model/ledger-line.js";

/**
 * What is worked out from the same lines is worked out once, by whoever asks first: a run asks for each of its systems, and
 * for each pull request that it judges, and a ledger may have a hundred thousand lines.
 */
export function onceALedger<Answer extends object>(
  answer: (lines: readonly LedgerLine[]) => Answer,
): (lines: readonly LedgerLine[]) => Answer {
  const answered = new WeakMap<readonly LedgerLine[], Answer>();
  return (lines) => {
    const before = answered.get(lines);
    if (before !== undefined) return before;
    const now = answer(lines);
    answered.set(lines, now);
    return now;
  };
}
