import { type Held, pairOf } from "../model/binding.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import { type Change, type EndCause, subjectOf } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import { systemOf } from "../model/what.js";
import { compareTexts } from "./compare-texts.js";
import { type Hold, holdingsIn } from "./holdings.js";
import { onceALedger } from "./once-a-ledger.js";
import { standingFailures } from "./standing-failures.js";

/** A receipt of access that lasts, and what it is held as; without that where the ledger knows no judgement of it. */
export interface LiveLine extends ReceiptLine, Partial<Hold> {}

/** What the ledger believes to be held: of each holding the last receipt that did something and was no end. */
export function liveByLedger(lines: readonly LedgerLine[]): readonly LiveLine[] {
  return [...liveByHolding(lines).values()];
}

/** The same, by holding. */
export const liveByHolding = onceALedger(lastingIn);

function lastingIn(lines: readonly LedgerLine[]): ReadonlyMap<string, LiveLine> {
  const { keyOf, holdOf } = holdingsIn(lines);
  const live = new Map<string, LiveLine>();
  for (const line of lines) {
    if (line.kind !== "receipt" || line.result.outcome === "failed") continue;
    const hold = holdOf(line);
    if (line.action === "revoke") live.delete(keyOf(line));
    else live.set(keyOf(line), hold === undefined ? line : { ...line, place: hold.place, identity: hold.identity });
  }
  return live;
}

/**
 * What the ledger has to learn about one system that was observed: what is held and unknown to it, or held until
 * another moment than it knows, and what it believes held and is gone. Whatever run was lost, the next one writes it.
 * What is not whole is left to the plan where it grants it, and will have a receipt for that; where the plan makes it longer or
 * shorter, takes it away, or leaves it, it was given all the same. What of it the ledger knows with another end is written
 * down where the plan leaves it: nothing else would say so. So is what it knows only as a grant that failed, and is as it was
 * to be: whoever was told of the failure learns that it is over.
 */
export function missingReceipts(input: {
  readonly system: string;
  /** What it stands for: of what was given elsewhere under its name, nothing is said. */
  readonly place: string;
  readonly lines: readonly LedgerLine[];
  readonly held: readonly Held[];
  /** What will be done there. */
  readonly changes: readonly Change[];
  /** Why something the ledger believes held, and is gone, ended. */
  readonly ending: (line: ReceiptLine) => EndCause;
}): readonly Receipt[] {
  const { keyOf } = holdingsIn(input.lines);
  const live = liveByHolding(input.lines);
  const failures = standingFailures(input.lines);
  const observed = new Set(input.held.map(keyOf));
  const given = new Set(input.changes.flatMap((change) => (change.action === "grant" ? [keyOf(change.binding)] : [])));
  const unknown = (one: Held): boolean => !live.has(keyOf(one)) && !given.has(keyOf(one));
  const changed = new Set(input.changes.map((change) => keyOf(subjectOf(change))));
  // Where nothing says until when, what the ledger says is as good.
  const left = (one: Held): boolean => one.until > 0 && !changed.has(keyOf(one));
  const mended = (holding: string, { whole }: Held): boolean =>
    whole && !changed.has(holding) && failures.get(holding)?.at(-1)?.action === "grant";
  const told = input.held.filter((one) => one.whole || unknown(one) || left(one));
  const byEnd = told.toSorted((one, other) => one.until - other.until);
  // One for each holding: the one that lasts longest.
  const longest = new Map(byEnd.map((one) => [keyOf(one), one]));
  const found = [...longest].flatMap(([holding, held]): readonly Receipt[] => {
    const known = live.get(holding);
    return known?.until === held.until && !mended(holding, held)
      ? []
      : [{ ...subject(held), action: learnt(known, held), ...FOUND }];
  });
  const gone = [...live]
    .filter(([holding, { what, place = input.place }]) => {
      return systemOf(what) === input.system && place === input.place && !observed.has(holding);
    })
    .map(([, line]): Receipt => ({ ...subject(line), action: "revoke", cause: input.ending(line), ...FOUND }));
  return [...gone, ...found].toSorted((one, other) => compareTexts(pairOf(one), pairOf(other)));
}

const FOUND = { result: { outcome: "unchanged" }, found: true } as const;

function subject({ who, what, until, request, commit }: Held | ReceiptLine) {
  return { who, what, until, request, commit };
}

function learnt(known: ReceiptLine | undefined, held: Held): Receipt["action"] {
  if (known === undefined || known.until === held.until) return "grant";
  return known.until < held.until ? "extend" : "shorten";
}
