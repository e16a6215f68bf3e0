import type {
  ChangedReach,
  ChangedRole,
  DecidedOtherwise,
  Effect,
  EndingAccess,
  JudgedRequests,
} from "../model/effect.js";
import { isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { outstanding } from "./approvals.js";
import { denials } from "./decision.js";
import { crowdedSentence, needItem, refusedSentence } from "./effect-on-systems.js";
import { findingSentence } from "./findings.js";
import { standingOf } from "./judged.js";
import { listed, markdown, NOTHING, name, names, pull, type Sentence, say, time } from "./sentence.js";
import { termsSentences } from "./terms.js";

const MOST_SHOWN = 20;
const MOST_REASONS = 3;

/** What a change of `access/` would do, the gravest first: whose access ends, what waits in vain, who can ask for more. */
export function effectBlocks(effect: Effect, now: Instant): readonly string[] {
  const { ends, refused, crowded, decided, left, changed, needs, reach } = effect;
  const all = [ends, refused, crowded, decided, changed, needs, reach];
  if (left === 0 && all.every(({ length }) => length === 0)) return [NO_EFFECT];
  return [
    ...part("Access that would end at once", ends, (end) => endSentence(end, now)),
    ...part("Access that its system would not take", refused, refusedSentence),
    ...part("More than a system takes", crowded, crowdedSentence),
    ...part("Open requests that would be decided differently", decided, decidedSentence),
    ...(left === 0 ? [] : [markdown(leftSentence(left))]),
    ...part("Access that would become something else", changed, changedSentence),
    ...items("What Curfew itself must be allowed", needs, needItem),
    ...items("Who could ask, and on which terms", reach, reachItem),
  ];
}

const NO_EFFECT =
  "Merging it ends nobody's access, decides no open request differently, and changes for no role who can ask for it or on which terms.";

/** `Ends 2 accesses, decides 1 request differently`: the title of the check. */
export function effectTitle({ ends, refused, crowded, decided, changed, needs, reach }: Effect): string {
  const tooMuch = refused.length + crowded.length;
  const parts = [
    ...(ends.length === 0 ? [] : [`ends ${counted(ends.length, "access", "accesses")}`]),
    ...(tooMuch === 0 ? [] : [`too much in ${counted(tooMuch, "place", "places")}`]),
    ...(needs.every(({ more }) => more.length === 0) ? [] : ["Curfew must be allowed more"]),
    ...(decided.length === 0 ? [] : [`decides ${counted(decided.length, "request", "requests")} differently`]),
    ...(changed.length === 0 ? [] : [`changes ${counted(changed.length, "role", "roles")} in use`]),
    ...(reach.length === 0 ? [] : [`who can ask: ${counted(reach.length, "role", "roles")}`]),
  ];
  // The two gravest: a title that is cut says less than a short one.
  const title = parts.length === 0 ? "changes nothing for anybody" : parts.slice(0, 2).join(", ");
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function part<Item>(title: string, all: readonly Item[], sentence: (item: Item) => Sentence): readonly string[] {
  return items(title, all, (item) => `- ${markdown(sentence(item))}`);
}

function items<Item>(title: string, all: readonly Item[], line: (item: Item) => string): readonly string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, MOST_SHOWN).map(line);
  const more = all.length - shown.length;
  return [`**${title}**`, [...shown, ...(more === 0 ? [] : [`- and ${more} more.`])].join("\n")];
}

function endSentence({ who, what, from, until, because }: EndingAccess, now: Instant): Sentence {
  const why = becauseSentence(because, who, what);
  return from > now
    ? say`⛔ ${name(who)} would not get ${name(what)}, which was granted from ${time(from)} until ${time(until)}: ${why}.`
    : say`⛔ ${name(who)} would lose ${name(what)}, which lasts until ${time(until)}: ${why}.`;
}

function becauseSentence(because: EndingAccess["because"], who: string, what: string): Sentence {
  const [system = "", role = ""] = what.split("/");
  switch (because) {
    case "person":
      return say`${name(who)} is no longer in ${"access/people.yaml"}`;
    case "system":
      return say`the system ${name(system)} is gone`;
    case "role":
      return say`the role ${name(role)} of ${name(system)} is gone`;
    case "account":
      return say`${name(who)} would be another account, and access is never moved to it`;
    case "place":
      return say`${name(system)} would be another account or another kind of system, and access is never moved to it`;
    case "identity":
      return say`${name(system)} would know ${name(who)} under another name, and access is never moved to it`;
    default:
      return because satisfies never;
  }
}

function decidedSentence({ pull: number, author, asked, before, after }: DecidedOtherwise): Sentence {
  const whos = [...new Set(asked.map(({ who }) => who))];
  const whats = [...new Set(asked.flatMap(({ what }) => what))];
  const subject =
    whos.length === 0 ? say` of ${name(author)}` : say`: ${names(whats, "and")} for ${names(whos, "and")}`;
  const [was, is] = [standingSentence(before), standingSentence(after)];
  const change = standingOf(before) === standingOf(after) ? say`still ${is}` : say`${was} → ${is}`;
  return say`${pull(number)}${subject}: ${change}${reasonSentence(after)}`;
}

function standingSentence(judged: JudgedRequests): Sentence {
  const standing = standingOf(judged);
  switch (standing) {
    case "allowed":
      return say`✅ allowed`;
    case "waiting":
      return say`⏳ waiting`;
    case "denied":
      return say`⛔ denied`;
    default:
      return standing satisfies never;
  }
}

function reasonSentence(after: JudgedRequests): Sentence {
  const { findings, judgement } = after;
  const errors = findings.filter(isError);
  switch (standingOf(after)) {
    case "allowed":
      return say`, and it would be merged.`;
    case "waiting":
      return say`, for ${listed(outstanding(judgement.decision), "and")}.`;
    case "denied": {
      const reasons = errors.length > 0 ? errors.map(findingSentence) : denials(judgement.decision);
      const more = reasons.length - MOST_REASONS;
      return [
        ...say`.`,
        ...reasons.slice(0, MOST_REASONS).flatMap((reason) => say` ${reason}`),
        ...(more > 0 ? say` And ${more} more findings.` : []),
      ];
    }
  }
}

function leftSentence(left: number): Sentence {
  return left === 1
    ? say`1 more open pull request with requests was not judged again: it may be decided differently too.`
    : say`${left} more open pull requests with requests were not judged again: they may be decided differently too.`;
}

function changedSentence({ what, holders }: ChangedRole): Sentence {
  const have = holders.length === 1 ? say`has` : say`have`;
  return say`${name(what)} would give something else, also to who has it now: ${names(holders, "and")} ${have} it.`;
}

/** The role, and below it what becomes otherwise. */
function reachItem({ what, gained, lost, closed, terms }: ChangedReach): string {
  const clauses = [
    ...(gained.length === 0 ? [] : [say`${names(gained, "and")} could ask for it`]),
    ...(closed ? [say`nobody could ask for it any more; ${names(lost, "and")} could`] : []),
    ...(closed || lost.length === 0 ? [] : [say`${names(lost, "and")} could not ask for it any more`]),
    ...(terms === undefined ? [] : termsSentences(terms)),
  ];
  const [first = NOTHING, ...more] = clauses;
  if (more.length === 0) return `- ${markdown(say`${name(what)}: ${first}.`)}`;
  return [`- ${markdown(name(what))}`, ...clauses.map((clause) => `  - ${markdown(clause)}`)].join("\n");
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
