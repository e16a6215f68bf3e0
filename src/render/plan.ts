import type { Instant } from "../model/instant.js";
import { type Change, type Plan, subjectOf } from "../model/plan.js";
import { oneLine } from "./escape.js";
import { bullets } from "./judged.js";
import { name, prose, type Sentence, say, time } from "./sentence.js";
import { columns } from "./table.js";
import { fromNow, when } from "./when.js";

const SIGNS: Readonly<Record<Change["action"], string>> = { grant: "+", extend: "~", shorten: "~", revoke: "-" };

/** The plans of a run, and what `permit` holds back of them. */
export interface PlansShown {
  readonly plans: readonly Plan[];
  readonly heldBack: readonly Plan[];
  readonly now: Instant;
}

/** For a terminal: `+ grant  alice  aws-prod/admin  until 2026-11-22 18:00 UTC  in 2h  new`. */
export function planText({ plans, heldBack, now }: PlansShown): string {
  const changes = plans.flatMap((plan) => plan.changes);
  const held = heldBack.flatMap((plan) => plan.changes);
  return [
    ...(changes.length === 0 ? [] : [lines(changes, now), ""]),
    ...(held.length === 0 ? [] : ["Held back, until somebody allows it:", lines(held, now), ""]),
    `${summary(changes)}${held.length === 0 ? "" : `, ${held.length} held back`}.`,
  ].join("\n");
}

export function planList({ plans, heldBack }: PlansShown): string {
  const changes = plans.flatMap((plan) => plan.changes);
  const held = heldBack.flatMap((plan) => plan.changes);
  return [
    changes.length === 0 ? "Nothing to change." : bullets(changes.map(changeSentence)),
    ...(held.length === 0 ? [] : ["**Held back**, until somebody allows it:", bullets(held.map(changeSentence))]),
  ].join("\n\n");
}

/** `2 to grant, 1 to revoke`. */
export function summary(changes: readonly Change[]): string {
  const actions: readonly Change["action"][] = ["grant", "extend", "shorten", "revoke"];
  const counts = actions
    .map((action) => [changes.filter((change) => change.action === action).length, action] as const)
    .filter(([count]) => count > 0);
  return counts.length === 0
    ? "Nothing to change"
    : counts.map(([count, action]) => `${count} to ${action}`).join(", ");
}

function changeSentence(change: Change): Sentence {
  const { who, what, until } = subjectOf(change);
  return say`${prose(change.action)} ${name(who)} ${name(what)} until ${time(until)}: ${prose(becauseOf(change))}`;
}

function lines(changes: readonly Change[], now: Instant): string {
  const rows = changes.map((change) => {
    const { who, what, until } = subjectOf(change);
    return [
      `${SIGNS[change.action]} ${change.action}`,
      oneLine(who),
      what,
      `until ${when(until)}`,
      fromNow(until, now),
      becauseOf(change),
    ];
  });
  return columns(rows);
}

function becauseOf(change: Change): string {
  if (change.action === "grant") return change.because === "new" ? "new" : "repaired: it was incomplete";
  if (change.action === "revoke") return change.because;
  return change.because === "grants" ? `was until ${when(change.held.until)}` : "repaired: it was incomplete";
}
