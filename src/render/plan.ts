import type { Instant } from "../model/instant.js";
import { type Change, subjectOf } from "../model/plan.js";
import { oneLine } from "./escape.js";
import { bullets } from "./judged.js";
import { name, prose, type Sentence, say, time } from "./sentence.js";
import { columns } from "./table.js";
import { fromNow, when } from "./when.js";

const SIGNS: Readonly<Record<Change["action"], string>> = { grant: "+", extend: "~", shorten: "~", revoke: "-" };

/** The changes of a run, of all its systems, and those that `permit` holds back. */
export interface PlanShown {
  readonly changes: readonly Change[];
  readonly heldBack: readonly Change[];
  readonly now: Instant;
}

/** For a terminal: `+ grant  alice  aws-prod/admin  until 2026-11-22 18:00 UTC  in 2h  new`. */
export function planText({ changes, heldBack, now }: PlanShown): string {
  return [
    ...(changes.length === 0 ? [] : [lines(changes, now), ""]),
    ...(heldBack.length === 0 ? [] : ["Held back, until somebody allows it:", lines(heldBack, now), ""]),
    `${summary(changes)}${heldBack.length === 0 ? "" : `, ${heldBack.length} held back`}.`,
  ].join("\n");
}

export function planList({ changes, heldBack, now }: PlanShown): string {
  return [
    changes.length === 0 ? "Nothing to change." : bullets(changes.map((change) => changeSentence(change, now))),
    ...(heldBack.length === 0
      ? []
      : ["**Held back**, until somebody allows it:", bullets(heldBack.map((change) => changeSentence(change, now)))]),
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

function changeSentence(change: Change, now: Instant): Sentence {
  const { who, what, until } = subjectOf(change);
  const pair = say`${prose(change.action)} ${name(who)} ${name(what)}`;
  return say`${pair} until ${time(until)} (${prose(fromNow(until, now))}): ${prose(becauseOf(change))}`;
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
  if (change.action === "revoke") return change.because;
  switch (change.because) {
    case "new":
      return "new";
    case "grants":
      return `was until ${when(change.held.until)}`;
    case "incomplete":
      return "repaired: it was incomplete";
    case "edited":
      return "updated: its role was edited since";
    case "cited":
      return "updated: another request gives it now";
    default:
      return change satisfies never;
  }
}
