import type { Instant } from "../model/instant.js";
import type { LedgerRead } from "../ports/ledger.js";
import type { Context } from "./context.js";
import { type JudgedHead, judgeHead } from "./judge-head.js";
import { readLedger } from "./read-ledger.js";

/** What was merged, with the verdict on each merge: by the ledger, and on those that it does not know yet. */
export interface Standing {
  readonly ledger: LedgerRead;
  readonly head: JudgedHead;
}

export async function judgeStanding(context: Context, now: Instant): Promise<Standing> {
  const ledger = await readLedger(context, now);
  return { ledger, head: await judgeHead(context, ledger.lines, now) };
}
