import type { Allowance, ChangedNeed, Crowded, RefusedAccess } from "../model/effect.js";
import { fenced, oneLine } from "./escape.js";
import { markdown, name, prose, type Sentence, say, time } from "./sentence.js";

/** Of one need; the command prints them all. */
const MOST_LINES = 40;

/** What the system would not take is left as it is made, and ends when it would have. */
export function refusedSentence({ who, what, part, unit, limit, received }: RefusedAccess): Sentence {
  return say`⛔ ${name(what)} of ${name(who)} could not be made as it would be: ${prose(part)} would come to ${received} ${prose(unit)}, and the system takes at most ${limit}.`;
}

export function crowdedSentence({ of, unit, limit, received, at, again }: Crowded): Sentence {
  return say`⛔ By what is granted already, ${name(of)} would have ${received} ${prose(unit)} at ${time(at)}, and can have ${limit} at a time: what is one too many is refused, until ${time(again)}.`;
}

/** Exactly what is to be added to a policy, and what may be taken from it: nobody else tells whoever may do that. */
export function needItem({ system, holder, more, less }: ChangedNeed): string {
  const command = say`${`curfew doctor --print-iam-policy --system ${system}`}`;
  if (more === "whole") {
    return `- ${markdown(say`⚠️ ${name(system)}: ${called(holder)} must be allowed what ${command} prints in a checkout of its branch, before it is merged: until then, nothing is granted there.`)}`;
  }
  if (less === "whole") {
    return `- ${markdown(say`${name(system)}: nothing need be allowed there to ${called(holder)} any more, once all that was granted has ended.`)}`;
  }
  const heading =
    more.length === 0
      ? say`${name(system)}: this need no longer be allowed to ${called(holder)}, once all that was granted by it has ended:`
      : say`⚠️ ${name(system)}: ${called(holder)} must be allowed what is new here before this is merged, or what needs it fails when it is granted.${less.length === 0 ? [] : say` What goes may go once all that was granted by it has ended.`} ${command}, in a checkout of its branch, prints the whole policy.`;
  const lines = [...more.map((one) => `+ ${allowanceLine(one)}`), ...less.map((one) => `- ${allowanceLine(one)}`)];
  const left = lines.length - MOST_LINES;
  const shown = [...lines.slice(0, MOST_LINES), ...(left > 0 ? [`# and ${left} more`] : [])];
  const block = fenced(shown.join("\n"), "diff").split("\n");
  return [`- ${markdown(heading)}`, "", ...block.map((line) => `  ${line}`)].join("\n");
}

function allowanceLine({ action, resource, when }: Allowance): string {
  const conditions = when.map(({ operator, key, value }) => `${operator} ${key} ${value}`);
  return oneLine([`${action} on ${resource}`, ...conditions].join(" if "));
}

function called(holder: string): Sentence {
  return holder.startsWith("arn:") ? name(holder) : prose(holder);
}
