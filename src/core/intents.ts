import type { Held } from "../model/binding.js";
import type { Instant } from "../model/instant.js";
import type { IntentLine, JudgedLine, LedgerLine, VoidLine } from "../model/ledger-line.js";
import type { Change } from "../model/plan.js";
import { systemOf } from "../model/what.js";
import { judgementKey } from "./first-judgements.js";
import { holdingKey, holdingsIn } from "./holdings.js";
import { LATELY } from "./lately-ended.js";
import { liveByHolding } from "./missing-receipts.js";
import { onceALedger } from "./once-a-ledger.js";

/** What was about to be given, and of which nobody wrote what became of it. What failed may have been done all the same. */
export function openIntents(lines: readonly LedgerLine[]): readonly IntentLine[] {
  return [...openByHolding(lines).values()];
}

const openByHolding = onceALedger(openIn);

function openIn(lines: readonly LedgerLine[]): ReadonlyMap<string, IntentLine> {
  const { keyOf } = holdingsIn(lines);
  const open = new Map<string, IntentLine>();
  for (const line of lines) {
    if (line.kind === "intent") open.set(holdingKey(line, line), line);
    else if (line.kind === "void") open.delete(holdingKey(line, line));
    else if (line.kind === "receipt" && line.result.outcome !== "failed") open.delete(keyOf(line));
  }
  return open;
}

/**
 * What the ledger has to know before the changes of a plan are begun: what they give that it does not know of, and the
 * judgements on which that rests, as far as they are new. Nothing mostly.
 */
export function neededIntents(of: {
  readonly lines: readonly LedgerLine[];
  /** By this run; the lines have them too. */
  readonly judged: readonly JudgedLine[];
  readonly place: string;
  readonly changes: readonly Change[];
  readonly now: Instant;
}): readonly (JudgedLine | IntentLine)[] {
  const { place, now: at } = of;
  const known = [liveByHolding(of.lines), openByHolding(of.lines)];
  const intents = of.changes.flatMap((change): readonly IntentLine[] => {
    if (change.action !== "grant") return [];
    const { who, what, until, request, commit, identity } = change.binding;
    const line = { kind: "intent", at, who, what, until, request, commit, place, identity } as const;
    return known.some((holdings) => holdings.has(holdingKey(line, line))) ? [] : [line];
  });
  const cited = new Set(intents.map(judgementKey));
  return [...of.judged.filter((line) => cited.has(judgementKey(line))), ...intents];
}

/**
 * What was about to be given in a system that was observed, is not held there, and is not given now. A call that is on its
 * way may still make it: so young an intent stays open.
 */
export function voidIntents(of: {
  readonly system: string;
  readonly place: string;
  readonly lines: readonly LedgerLine[];
  readonly held: readonly Held[];
  /** What is done there. */
  readonly changes: readonly Change[];
  readonly now: Instant;
}): readonly VoidLine[] {
  const { keyOf } = holdingsIn(of.lines);
  const given = of.changes.flatMap((change) => (change.action === "revoke" ? [] : [keyOf(change.binding)]));
  const alive = new Set([...of.held.map(keyOf), ...given]);
  return [...openByHolding(of.lines)].flatMap(([holding, line]): readonly VoidLine[] => {
    const isHere = line.place === of.place && systemOf(line.what) === of.system;
    if (!isHere || alive.has(holding) || line.at > of.now - LATELY) return [];
    return [{ ...line, kind: "void", at: of.now }];
  });
}
