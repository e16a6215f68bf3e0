import type { JudgedLine, LedgerLine } from "../model/ledger-line.js";
import { onceALedger } from "./once-a-ledger.js";

/** What a judgement is of: the addition of a request by a commit. */
export function judgementKey({ commit, request }: { readonly commit: string; readonly request: string }): string {
  return `${commit} ${request}`;
}

/** The judgement of each merge that counts, by its key: of several the first. */
export const firstJudgements = onceALedger(judgementsIn);

function judgementsIn(lines: readonly LedgerLine[]): ReadonlyMap<string, JudgedLine> {
  const first = new Map<string, JudgedLine>();
  for (const line of lines) {
    if (line.kind === "judged" && !first.has(judgementKey(line))) first.set(judgementKey(line), line);
  }
  return first;
}
