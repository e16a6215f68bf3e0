import { pairOf } from "../../../src/model/binding.js";
import type { ReceiptLine } from "../../../src/model/ledger-line.js";
import type { Mark } from "../../../src/model/mark.js";
import { REPOSITORY } from "../ports/forge.js";
import type { Stage } from "../stage.js";
import { type Effect, type Entry, isMade } from "../world/systems.js";

/** A line of the ledger about something that was done, and how much had been done when it was written. */
interface Written {
  readonly line: ReceiptLine;
  readonly after: number;
}

/** From when somebody could use something under our mark to when they could no more; by the order of what was done. */
interface Spell {
  readonly begin: number;
  end?: number;
  /** What it was marked with meanwhile. */
  readonly marks: Mark[];
}

/** Once all is well: what was done is written down, and nothing is written down that was not done. */
export function checkEffects({ world: { ledger, systems }, wrongs }: Stage): void {
  const { effects } = systems;
  const written = new Map<string, Written[]>();
  for (const file of ledger.files) {
    for (const line of file.lines) {
      if (line.kind !== "receipt" || line.result.outcome === "failed") continue;
      written.set(pairOf(line), [...(written.get(pairOf(line)) ?? []), { line, after: ledger.doneBefore(file) }]);
    }
  }
  const done = effectsByPair(effects);
  for (const [pair, all] of written) {
    for (const { line, after } of all) {
      if ((done.get(pair) ?? []).some(({ index, effect }) => index < after && isEffectOf(line, effect))) continue;
      const text = `${line.action} ${pair} until ${iso(line.until)} is written down, and was never done`;
      wrongs.push({ invariant: "every-receipt-an-effect", text });
    }
  }
  for (const spell of spellsIn(effects)) {
    const missing = missingOf(spell, effects, written);
    if (missing !== undefined) wrongs.push({ invariant: "every-effect-a-receipt", text: missing });
  }
}

function effectsByPair(effects: readonly Effect[]) {
  const pairs = new Map<string, { readonly index: number; readonly effect: Effect }[]>();
  for (const [index, effect] of effects.entries()) {
    const mark = ours(effect.after) ?? ours(effect.before);
    if (mark === undefined) continue;
    const known = pairs.get(pairOf(mark));
    if (known) known.push({ index, effect });
    else pairs.set(pairOf(mark), [{ index, effect }]);
  }
  return pairs;
}

function isEffectOf(line: ReceiptLine, { after, foreign }: Effect): boolean {
  const mark = ours(after);
  // What was gone when we came to it is written down as gone.
  if (line.action === "revoke") return mark === undefined && (line.result.outcome === "unchanged" || !foreign);
  if (mark?.until !== line.until || mark.request !== line.request || mark.commit !== line.commit) return false;
  // What was found may have been left in part; what another process denied in between was made all the same.
  return line.found === true || (after !== undefined && isMade(after));
}

/**
 * Each time that somebody could use something of ours, wherever it was. What is made whole again after a call that nobody
 * waited for any more took it away lasted all the same, as far as anybody could know.
 */
function spellsIn(effects: readonly Effect[]): readonly Spell[] {
  const spells: Spell[] = [];
  const open = new Map<string, Spell>();
  const lapsed = new Map<string, Spell>();
  for (const [index, { name, after, landed }] of effects.entries()) {
    const mark = after !== undefined && isUsable(after) ? ours(after) : undefined;
    const spell = open.get(name);
    if (spell === undefined && mark === undefined) continue;
    if (mark === undefined) {
      if (spell) spell.end = index;
      open.delete(name);
      if (spell && landed) lapsed.set(name, spell);
    } else if (spell) spell.marks.push(mark);
    else {
      const before = lapsed.get(name);
      lapsed.delete(name);
      const isSame = before !== undefined && JSON.stringify(before.marks.at(-1)) === JSON.stringify(mark);
      const begun: Spell = isSame ? before : { begin: index, marks: [mark] };
      if (isSame) delete begun.end;
      else spells.push(begun);
      open.set(name, begun);
    }
  }
  return spells;
}

/** What the ledger does not say of a spell and should. */
function missingOf(
  { begin, end, marks }: Spell,
  effects: readonly Effect[],
  written: ReadonlyMap<string, readonly Written[]>,
): string | undefined {
  const [first] = marks;
  if (first === undefined) return undefined;
  const [from, to] = [effects[begin], end === undefined ? undefined : effects[end]];
  // What others took away before a run could write it down, or while none could, nobody can know of.
  if (from && to && (to.foreign || to.unwritable >= from.at)) return undefined;
  // Of what two calls made and took away in one moment, long after whoever made them had gone, nobody can know either.
  if (from?.landed && to?.landed && from.at === to.at) return undefined;
  const lines = written.get(pairOf(first)) ?? [];
  // What is made whole again is no news to the ledger, which says that it lasts.
  const saying = [
    ...lines.filter(({ after }) => after <= begin).slice(-1),
    ...lines.filter(({ after }) => after > begin),
  ];
  const isSaid = saying.some(({ line }) => line.action !== "revoke" && marks.some((mark) => isOf(line, mark)));
  const name = `${pairOf(first)} until ${iso(first.until)} by ${first.request}`;
  if (!isSaid) return `${name} was given, and that is nowhere written down`;
  if (end === undefined || lines.some(({ after }) => after > end)) return undefined;
  return `${name} was taken away, and that is nowhere written down`;
}

function isOf({ until, request, commit }: ReceiptLine, mark: Mark): boolean {
  return until === mark.until && request === mark.request && commit === mark.commit;
}

function isUsable(entry: Entry): boolean {
  return isMade(entry) && ("member" in entry || (entry.deadline ?? 0) > 0);
}

function ours(entry: Entry | undefined): Mark | undefined {
  return entry?.mark?.repository === REPOSITORY ? entry.mark : undefined;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
