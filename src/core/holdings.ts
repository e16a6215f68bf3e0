import { pairOf } from "../model/binding.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import type { Receipt } from "../model/receipt.js";
import { firstJudgements, judgementKey } from "./first-judgements.js";
import { onceALedger } from "./once-a-ledger.js";

/** Where access is held, and under which name its holder is known there. */
export interface Hold {
  readonly place: string;
  readonly identity: string;
}

/** What a receipt is about, or what is held at a provider. */
export type Subject = Pick<Receipt, "who" | "what" | "request" | "commit">;

export interface Holdings {
  /** Undefined where the ledger judged nothing of that pair. */
  holdOf(subject: Subject): Hold | undefined;
  /** Who × what, where, and under which name: one holding. */
  keyOf(subject: Subject): string;
}

/**
 * What receipts are about: who × what, at the place and under the name for which the merge they cite was judged. A system
 * that became another account holds nothing of what was held in the old one, though the pair is the same; and what is taken
 * away from the name that a person had there ends nothing of what the new one was given. Of a merge that the ledger does
 * not know, it is as the pair was held before, or was first.
 */
export const holdingsIn = onceALedger(heldBy);

function heldBy(lines: readonly LedgerLine[]): Holdings {
  const judged = firstJudgements(lines);
  const holds = new Map<Subject, Hold>();
  const first = new Map<string, Hold>();
  const last = new Map<string, Hold>();
  const before: ReceiptLine[] = [];
  for (const line of lines) {
    if (line.kind !== "receipt") continue;
    const hold = judgedFor(line) ?? last.get(pairOf(line));
    if (hold === undefined) {
      before.push(line);
      continue;
    }
    holds.set(line, hold);
    last.set(pairOf(line), hold);
    if (!first.has(pairOf(line))) first.set(pairOf(line), hold);
  }
  for (const line of before) {
    const hold = first.get(pairOf(line));
    if (hold !== undefined) holds.set(line, hold);
  }

  function judgedFor(subject: Subject): Hold | undefined {
    const verdict = judged.get(judgementKey(subject))?.verdict;
    return verdict?.stands === true ? verdict : undefined;
  }

  function holdOf(subject: Subject): Hold | undefined {
    return holds.get(subject) ?? judgedFor(subject) ?? last.get(pairOf(subject));
  }

  function keyOf(subject: Subject): string {
    return holdingKey(subject, holdOf(subject));
  }

  return { holdOf, keyOf };
}

/** Names a holding: a pair, where it is held, and under which name. */
export function holdingKey(pair: Pick<Subject, "who" | "what">, hold: Hold | undefined): string {
  return JSON.stringify([pairOf(pair), hold?.place, hold?.identity]);
}
